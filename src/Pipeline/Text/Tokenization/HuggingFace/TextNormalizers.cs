using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Text.Unicode;

namespace Workbench.Pipeline.Text.Tokenization.HuggingFace;

/// <summary>The normalisers of <c>tokenizer.json</c> that T5 and its relatives use, as functions from text to text.</summary>
internal static class TextNormalizers
{
    /// <summary>Bounds a pattern from a hostile file.</summary>
    private static readonly TimeSpan PatternLimit = TimeSpan.FromSeconds(10);

    /// <exception cref="CheckpointException">A kind that is not supported.</exception>
    public static Func<string, string> From(JsonElement? node, string source)
    {
        if (node is not { ValueKind: JsonValueKind.Object } normalizer)
        {
            return text => text;
        }

        var type = normalizer.GetProperty("type").GetString();
        switch (type)
        {
            case "Sequence":
                var steps = normalizer.GetProperty("normalizers").EnumerateArray().Select(step => From(step, source)).ToArray();
                return text => steps.Aggregate(text, (current, step) => step(current));
            case "Precompiled":
                var rules = normalizer.GetProperty("precompiled_charsmap");
                if (rules.ValueKind == JsonValueKind.Null || rules.GetString() is null or "")
                {
                    return text => text;
                }

                var map = new Charsmap(rules.GetBytesFromBase64(), source);
                return text => Precompiled(text, map);
            case "Strip":
                var (left, right) = (normalizer.GetProperty("strip_left").GetBoolean(), normalizer.GetProperty("strip_right").GetBoolean());
                return text => right ? (left ? text.Trim() : text.TrimEnd()) : left ? text.TrimStart() : text;
            case "Replace":
                return Replace(normalizer);
            case "NFC" or "NFD" or "NFKC" or "NFKD":
                var form = Enum.Parse<NormalizationForm>("Form" + type[2..]);
                return text => UnicodeNormalizer.Normalize(text, form);
            case "Lowercase":
                return text => text.ToLowerInvariant();
            case "Prepend":
                var prefix = normalizer.GetProperty("prepend").GetString()!;
                return text => text.Length > 0 ? prefix + text : text;
            default:
                throw new CheckpointException($"{source}: normalizer '{type}' is not supported. Known: Sequence, Precompiled, Strip, Replace, NFC, NFD, NFKC, NFKD, Lowercase, Prepend.");
        }
    }

    private static Func<string, string> Replace(JsonElement normalizer)
    {
        var pattern = normalizer.GetProperty("pattern");
        var content = normalizer.GetProperty("content").GetString()!;
        if (pattern.TryGetProperty("String", out var literal))
        {
            var search = literal.GetString()!;
            return text => text.Replace(search, content, StringComparison.Ordinal);
        }

        var regex = new Regex(pattern.GetProperty("Regex").GetString()!, RegexOptions.CultureInvariant, PatternLimit);
        return text => regex.Replace(text, _ => content);
    }

    /// <summary>
    /// HF tokenizers' reading of a charsmap: grapheme clusters of fewer than six bytes are looked up whole, and the <em>shortest</em> rule that matches
    /// replaces all of the cluster (so a mark that no rule covers can be lost); otherwise each character is looked up. Kept as it is, for the ids.
    /// </summary>
    private static string Precompiled(string text, Charsmap map)
    {
        var output = new StringBuilder(text.Length + 16);
        Span<byte> buffer = stackalloc byte[16];
        for (var position = 0; position < text.Length;)
        {
            var cluster = text.AsSpan(position, StringInfo.GetNextTextElementLength(text.AsSpan(position)));
            position += cluster.Length;
            if (Encoding.UTF8.GetByteCount(cluster) < 6 && map.TryShortest(buffer[..Encoding.UTF8.GetBytes(cluster, buffer)], out var whole))
            {
                output.Append(Encoding.UTF8.GetString(whole));
                continue;
            }

            foreach (var rune in cluster.EnumerateRunes())
            {
                if (map.TryShortest(buffer[..rune.EncodeToUtf8(buffer)], out var single))
                {
                    output.Append(Encoding.UTF8.GetString(single));
                }
                else
                {
                    output.Append(rune.ToString());
                }
            }
        }

        return output.ToString();
    }
}
