using System.Globalization;
using System.Text;

namespace Workbench.Harness.Comparison;

/// <summary>
/// The text of a failed comparison: one <c>key: value</c> a line under a version line, always in this order, numbers in invariant culture.
/// Tools parse it, so a change of it needs a new version number. Keys that do not apply are left out; <c>finding</c> may repeat.
/// </summary>
public static class FailureText
{
    /// <summary>First line of every text.</summary>
    public const string Version = "tap-failure/1";

    /// <summary>Writes the text.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="tap">What was compared.</param>
    /// <param name="next">Command to run next, or null.</param>
    public static string Of(string stage, TapComparison tap, string? next = null)
    {
        var text = new StringBuilder(Version).Append('\n');
        Line("stage", stage);
        Line("tap", tap.Path);
        Line("verdict", tap.Verdict.ToString().ToLowerInvariant());
        if (!double.IsNaN(tap.Error))
        {
            Line("error", Number(tap.Error));
            Line("interval", tap.Exact is null ? $"{Number(tap.Low)} {Number(tap.High)}" : null);
            Line("element", Number(tap.Element));
        }

        Line("limit", $"{Number(tap.Limit.Relative)} {Number(tap.Limit.Element)}");
        Line("origin", tap.Limit.Origin);
        if (tap.Exact is { Mismatch: null } exact)
        {
            Line("max-abs", Number(exact.MaxAbsolute));
            Line("max-abs-at", string.Join(",", exact.Position));
            Line("cosine", Number(exact.Cosine));
            Line("non-finite", exact.NonFinite > 0 ? exact.NonFinite.ToString(CultureInfo.InvariantCulture) : null);
        }

        foreach (var finding in tap.Findings)
        {
            Line("finding", finding.ToString());
        }

        Line("next", next);
        return text.ToString();

        void Line(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(key).Append(": ").Append(value.ReplaceLineEndings(" ")).Append('\n');
            }
        }
    }

    /// <summary>Reads a text back: values by key, in order.</summary>
    /// <exception cref="FormatException">Not such a text, or of another version.</exception>
    public static ILookup<string, string> Parse(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        if (lines[0] != Version)
        {
            throw new FormatException($"expected a text that begins with '{Version}', got '{lines[0]}'");
        }

        return lines.Skip(1).Select(line => line.Split(": ", 2)).ToLookup(
            parts => parts.Length == 2 ? parts[0] : throw new FormatException($"expected 'key: value', got '{parts[0]}'"),
            parts => parts[1]);
    }

    /// <summary>Four significant digits, as every report of the harness prints numbers.</summary>
    internal static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
