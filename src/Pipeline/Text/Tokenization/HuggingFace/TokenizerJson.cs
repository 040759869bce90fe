using System.Text.Json;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>Reads <c>tokenizer.json</c>. The real one (16.8 MB, 256,300 pieces) takes about half a second.</summary>
internal static class TokenizerJson
{
    /// <exception cref="CheckpointException">Malformed, or of a kind that is not supported.</exception>
    public static PromptTokenizer Read(string path, bool? byteFallback)
    {
        using var document = Parse(path);
        try
        {
            return Build(path, document.RootElement, byteFallback);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{path}: not laid out as a tokenizer.json of a unigram model: {e.Message}", e);
        }
    }

    /// <exception cref="CheckpointException">Not JSON.</exception>
    public static JsonDocument Parse(string path)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(path));
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{path}: not JSON: {e.Message}", e);
        }
    }

    private static PromptTokenizer Build(string path, JsonElement root, bool? byteFallback)
    {
        var model = root.GetProperty("model");
        if (model.TryGetProperty("type", out var type) && type.GetString() != "Unigram")
        {
            throw new CheckpointException($"{path}: model type '{type.GetString()}', expected Unigram.");
        }

        var vocabulary = model.GetProperty("vocab");
        var pieces = new List<string>(vocabulary.GetArrayLength());
        var scores = new List<double>(pieces.Capacity);
        foreach (var entry in vocabulary.EnumerateArray())
        {
            pieces.Add(entry[0].GetString()!);
            scores.Add(entry[1].GetDouble());
        }

        int? unknown = Optional(model, "unk_id") is { ValueKind: JsonValueKind.Number } id ? id.GetInt32() : null;
        if (pieces.Count == 0 || unknown < 0 || unknown >= pieces.Count)
        {
            throw new CheckpointException($"{path}: unk_id {unknown} with {pieces.Count} pieces.");
        }

        var spelt = byteFallback ?? (Optional(model, "byte_fallback") is { ValueKind: JsonValueKind.True });
        var unigram = new UnigramModel(pieces, [.. scores], static _ => true, scores.Min(), unknown, single: false);
        var tokens = AddedTokens(root);
        var route = new HuggingFaceRoute(
            tokens, TextNormalizers.From(Optional(root, "normalizer"), path), PreTokenizers.From(Optional(root, "pre_tokenizer"), path), unigram, pieces, unknown, spelt);
        var (before, after) = PostProcessor.From(Optional(root, "post_processor"), path);
        var pad = PadToken.Find(path, root, IdOf);
        return new(path, route, pad, before, after);

        int? IdOf(string token) => tokens.FirstOrDefault(t => t.Content == token)?.Id ?? (pieces.IndexOf(token) is >= 0 and var index ? index : null);
    }

    private static List<AddedToken> AddedTokens(JsonElement root) => Optional(root, "added_tokens") is { ValueKind: JsonValueKind.Array } list
        ? [.. list.EnumerateArray().Select(t => new AddedToken(
            t.GetProperty("id").GetInt32(), t.GetProperty("content").GetString()!,
            Flag(t, "single_word"), Flag(t, "lstrip"), Flag(t, "rstrip"), Flag(t, "normalized")))]
        : [];

    private static bool Flag(JsonElement token, string name) => Optional(token, name) is { ValueKind: JsonValueKind.True };

    private static JsonElement? Optional(JsonElement node, string name) => node.TryGetProperty(name, out var value) ? value : null;
}
