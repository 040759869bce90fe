using System.Text.Json.Nodes;

namespace Workbench.Pipeline.TinyModel;

/// <summary>
/// A small unigram tokenizer in the Hugging Face layout: specials, bytes, characters and common words. It has the real one's shape
/// (SentencePiece unigram, byte fallback, Metaspace), not its vocabulary.
/// </summary>
internal static class TinyTokenizer
{
    private const string Words =
        "a an the of in on at by with and to from over under across through into is are was it its as for up down left right slowly quickly "
        + "cat dog bird fish horse boat ship car train plane rocket tree leaf flower grass river lake sea ocean wave mountain hill sky cloud sun moon star "
        + "city street house window door room table chair man woman child person people face eye hand head hair light shadow fire water snow rain wind smoke "
        + "red green blue yellow white black golden dark bright calm old young small large big little soft warm cold camera shot close view scene video "
        + "cinematic slow motion walks walking runs running jumps jumping sits sitting looks looking turns turning moves moving drifts flies flying swims "
        + "morning evening night day dawn dusk winter summer spring autumn forest beach desert field garden road bridge one two three";

    /// <summary>Number of pieces, specials included.</summary>
    public static int Size => Pieces().Count;

    /// <summary>The content of <c>tokenizer.json</c>.</summary>
    public static string Json()
    {
        var vocabulary = new JsonArray([.. Pieces().Select(p => (JsonNode)new JsonArray(p.Piece, p.Score))]);
        return new JsonObject
        {
            ["version"] = "1.0",
            ["truncation"] = null,
            ["padding"] = null,
            ["added_tokens"] = new JsonArray(Special(0, "<pad>"), Special(1, "</s>"), Special(2, "<unk>")),
            ["normalizer"] = null,
            ["pre_tokenizer"] = Metaspace(),
            ["post_processor"] = PostProcessor(),
            ["decoder"] = Metaspace(),
            ["model"] = new JsonObject { ["type"] = "Unigram", ["unk_id"] = 2, ["byte_fallback"] = true, ["vocab"] = vocabulary },
        }.ToJsonString();
    }

    /// <summary>Longer pieces score better than the characters they are made of.</summary>
    private static List<(string Piece, double Score)> Pieces()
    {
        var pieces = new List<(string, double)> { ("<pad>", 0), ("</s>", 0), ("<unk>", 0) };
        pieces.AddRange(Enumerable.Range(0, 256).Select(b => ($"<0x{b:X2}>", -20.0)));
        pieces.Add(("▁", -5));
        pieces.AddRange(Enumerable.Range('!', '~' - '!' + 1).Select(c => (((char)c).ToString(), -10.0)));
        pieces.AddRange(Words.Split(' ').Distinct().Select(word => ("▁" + word, -6.0 - (0.1 * word.Length))));
        return pieces;
    }

    private static JsonObject Metaspace() =>
        new() { ["type"] = "Metaspace", ["replacement"] = "▁", ["prepend_scheme"] = "always", ["split"] = true };

    private static JsonObject Special(int id, string content) => new()
    {
        ["id"] = id,
        ["content"] = content,
        ["single_word"] = false,
        ["lstrip"] = false,
        ["rstrip"] = false,
        ["normalized"] = false,
        ["special"] = true,
    };

    private static JsonObject PostProcessor() => new()
    {
        ["type"] = "TemplateProcessing",
        ["single"] = new JsonArray(
            new JsonObject { ["Sequence"] = new JsonObject { ["id"] = "A", ["type_id"] = 0 } },
            new JsonObject { ["SpecialToken"] = new JsonObject { ["id"] = "</s>", ["type_id"] = 0 } }),
        ["pair"] = new JsonArray(),
        ["special_tokens"] = new JsonObject
        {
            ["</s>"] = new JsonObject { ["id"] = "</s>", ["ids"] = new JsonArray(1), ["tokens"] = new JsonArray("</s>") },
        },
    };
}
