using Workbench.Harness.Comparison;
using Workbench.Harness.Localisation;

namespace Workbench.Interactive.Display;

/// <summary>Comparisons and what the localiser made of them.</summary>
internal static class FindingsHtml
{
    private const int Most = 30;

    public static string Of(TensorDifference d) => d.Mismatch is { } mismatch
        ? Html.Mark(mismatch, false)
        : Html.Table(["relative error", "largest difference", "at", "cosine", "not finite"],
            [[Html.Number(d.RelativeError), Html.Number(d.MaxAbsolute), $"[{string.Join(", ", d.Position)}]", d.Cosine.ToString("F9", System.Globalization.CultureInfo.InvariantCulture), $"{d.NonFinite}"]]);

    public static string Of(IReadOnlyList<TapComparison> taps)
    {
        // The first ones outside say most; then those nearest to their limits.
        var shown = taps.Where(t => t.Outside).Take(Most / 2).Concat(taps.Where(t => !t.Outside).OrderByDescending(t => t.Error / t.Limit.Relative).Take(Most / 2));
        var table = Html.Table(["tensor", "verdict", "relative error", "limit", "findings"], shown.Select(t => (IReadOnlyList<string>)
            [Html.Text(t.Path), Html.Mark($"{t.Verdict}", !t.Outside), Html.Number(t.Error), Html.Number(t.Limit.Relative), Html.Text(string.Join("; ", t.Findings))]));
        return $"<div style=\"font-size:13px\">{taps.Count(t => t.Outside)} of {taps.Count} tensors are outside their limits.{table}</div>";
    }

    public static string Of(LocaliseReport report)
    {
        var stages = Html.Table(["stage", "status", "tensors", "outside", "first outside", "seconds"], report.Stages.Select(s => (IReadOnlyList<string>)
            [Html.Text($"{s.Stage.Id} {s.Stage.Title}"), Html.Mark($"{s.Status}", !s.Fails), $"{s.Taps.Count}", $"{s.Taps.Count(t => t.Outside)}", Html.Text(s.FirstOutside?.Path ?? "-"), Html.Number(s.Seconds)]));
        var evidence = string.Join("", (report.Diagnosis?.Evidence ?? []).Select(e => $"<li>{Html.Text(e)}</li>"));
        return $"<div style=\"font-size:13px\"><p>{Html.Mark(ReportText.OneLine(report), report.FirstFailing is null)}</p>{stages}{(evidence.Length == 0 ? "" : $"<ul>{evidence}</ul>")}</div>";
    }
}
