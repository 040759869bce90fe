using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Harness.Listening;

/// <summary>
/// Chooses taps by glob: <c>*</c> within one path segment, <c>**</c> across segments, <c>?</c> one character. Several globs are separated by
/// commas; one that begins with <c>!</c> takes away. <c>dit.high/blocks.*/self_attn/q,!**/blocks.00/**</c>. The further passes of a tap
/// (<c>name#2</c>) go with its name.
/// </summary>
public sealed class TapFilter
{
    private readonly List<(Regex Pattern, bool Keep)> rules;
    private readonly bool byDefault;

    /// <summary>Reads globs; the later of two that match wins.</summary>
    public TapFilter(string globs)
    {
        rules = [.. globs.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Rule)];
        byDefault = rules.Count == 0 || !rules[0].Keep;
    }

    /// <summary>Every tap.</summary>
    public static TapFilter All { get; } = new("");

    /// <summary>Whether a tap is chosen.</summary>
    public bool Matches(string path)
    {
        var name = TapName.Bare(path);
        var last = rules.FindLastIndex(rule => rule.Pattern.IsMatch(name));
        return last < 0 ? byDefault : rules[last].Keep;
    }

    private static (Regex, bool) Rule(string glob)
    {
        var keep = !glob.StartsWith('!');
        var pattern = new StringBuilder("^");
        var text = keep ? glob : glob[1..];
        for (var i = 0; i < text.Length; i++)
        {
            if (text.AsSpan(i).StartsWith("**/"))
            {
                pattern.Append("(.*/)?");
                i += 2;
            }
            else if (text.AsSpan(i).StartsWith("**"))
            {
                pattern.Append(".*");
                i++;
            }
            else
            {
                pattern.Append(text[i] switch { '*' => "[^/]*", '?' => "[^/]", var c => Regex.Escape(c.ToString()) });
            }
        }

        return (new(pattern.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant), keep);
    }
}
