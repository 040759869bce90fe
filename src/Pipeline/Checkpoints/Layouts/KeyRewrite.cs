using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>A table of patterns; the first that matches a key rewrites it.</summary>
internal sealed class KeyRewrite(params (string Pattern, string Replacement)[] rules)
{
    private readonly (Regex Pattern, string Replacement)[] rules =
        [.. rules.Select(rule => (new Regex("^" + rule.Pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking), rule.Replacement))];

    public string Apply(string key)
    {
        foreach (var (pattern, replacement) in rules)
        {
            if (pattern.IsMatch(key))
            {
                return pattern.Replace(key, replacement);
            }
        }

        return key;
    }
}
