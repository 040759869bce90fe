using System.Text.Json;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>The pre-tokenizers of <c>tokenizer.json</c> that T5 and its relatives use, as functions from one word to several.</summary>
internal static class PreTokenizers
{
    /// <param name="Text">Part of the text.</param>
    /// <param name="AtStart">Whether the original text begins here.</param>
    internal readonly record struct Word(string Text, bool AtStart);

    /// <exception cref="CheckpointException">A kind that is not supported.</exception>
    public static Func<Word, IEnumerable<Word>> From(JsonElement? node, string source)
    {
        if (node is not { ValueKind: JsonValueKind.Object } preTokenizer)
        {
            return word => [word];
        }

        var type = preTokenizer.GetProperty("type").GetString();
        switch (type)
        {
            case "Sequence":
                var steps = preTokenizer.GetProperty("pretokenizers").EnumerateArray().Select(step => From(step, source)).ToArray();
                return word => steps.Aggregate<Func<Word, IEnumerable<Word>>, IEnumerable<Word>>([word], (words, step) => words.SelectMany(step));
            case "WhitespaceSplit":
                return SplitAtWhitespace;
            case "Metaspace":
                return Metaspace(preTokenizer, source);
            default:
                throw new CheckpointException($"{source}: pre_tokenizer '{type}' is not supported. Known: Sequence, WhitespaceSplit, Metaspace.");
        }
    }

    private static IEnumerable<Word> SplitAtWhitespace(Word word)
    {
        var text = word.Text;
        for (int start = 0, end; start < text.Length; start = end + 1)
        {
            for (end = start; end < text.Length && !char.IsWhiteSpace(text[end]);)
            {
                end++;
            }

            if (end > start)
            {
                yield return new(text[start..end], word.AtStart && start == 0);
            }
        }
    }

    /// <summary>Spaces become the mark, one is put in front, and every mark begins a new word.</summary>
    private static Func<Word, IEnumerable<Word>> Metaspace(JsonElement node, string source)
    {
        var mark = node.GetProperty("replacement").GetString()!;
        var scheme = node.TryGetProperty("prepend_scheme", out var given) ? given.GetString()
            : node.TryGetProperty("add_prefix_space", out var legacy) && !legacy.GetBoolean() ? "never" : "always";
        var split = !node.TryGetProperty("split", out var flag) || flag.GetBoolean();
        if (mark.Length != 1 || scheme is not ("always" or "first" or "never"))
        {
            throw new CheckpointException($"{source}: Metaspace has replacement '{mark}' and prepend_scheme '{scheme}', expected one character and always, first or never.");
        }

        return word =>
        {
            var text = word.Text.Replace(" ", mark, StringComparison.Ordinal);
            if (text.Length > 0 && text[0] != mark[0] && (scheme == "always" || (scheme == "first" && word.AtStart)))
            {
                text = mark + text;
            }

            return split ? SplitBefore(new(text, word.AtStart), mark[0]) : [new(text, word.AtStart)];
        };
    }

    private static IEnumerable<Word> SplitBefore(Word word, char mark)
    {
        var text = word.Text;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = text.IndexOf(mark, start + 1);
            end = end < 0 ? text.Length : end;
            yield return new(text[start..end], word.AtStart && start == 0);
        }
    }
}
