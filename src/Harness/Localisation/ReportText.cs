using System.Globalization;
using System.Text;
using Workbench.Harness.Comparison;

namespace Workbench.Harness.Localisation;

/// <summary>A report for people.</summary>
public static class ReportText
{
    /// <summary>The finding in one line.</summary>
    public static string OneLine(LocaliseReport report)
    {
        if (report is not { FirstFailing: { } stage, Diagnosis: { } found })
        {
            var open = report.Stages.FirstOrDefault(s => s.Status != StageStatus.Agrees);
            return open is null
                ? $"{(report.Stages.Count == 1 ? $"stage {report.Stages[0].Stage.Id} agrees with its golden" : $"all {report.Stages.Count} stages agree with their goldens")} ({report.Stages.Sum(s => s.Taps.Count)} tensors)"
                : $"no verdict: {open.Detail}";
        }

        var head = $"stage {stage.Stage.Id} {stage.Stage.Title}";
        return stage.Status is StageStatus.Outside || found.Comparison is not null
            ? $"{head}, {found.Place}: {Described(found.Comparison)}{Before(stage, found)} [{Word(found.Verdict)}]"
            : $"{head}: {FirstLine(stage.Detail!)}{(found.Verdict == Verdict.BadFile ? "" : ", " + found.Place)} [{Word(found.Verdict)}]";
    }

    /// <summary>The finding, the stages, the evidence.</summary>
    public static string Table(LocaliseReport report)
    {
        var text = new StringBuilder(OneLine(report)).Append("\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{"stage",-12} {"status",-12} {"taps",5} {"outside",7} {"first outside its limit",-44} {"error",9} {"limit",9} {"seconds",7}\n");
        foreach (var stage in report.Stages)
        {
            var tap = stage.FirstOutside;
            text.Append(CultureInfo.InvariantCulture, $"{stage.Stage.Id,-12} {Word(stage.Status),-12} {stage.Taps.Count,5} {stage.Taps.Count(t => t.Outside),7} {tap?.Path ?? "-",-44} {Number(tap?.Error),9} {Number(tap?.Limit.Relative),9} {stage.Seconds,7:F1}\n");
        }

        foreach (var line in report.Diagnosis?.Evidence ?? [])
        {
            text.Append("  ").Append(line.ReplaceLineEndings("\n  ")).Append('\n');
        }

        return text.ToString();
    }

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static string Described(TapComparison? tap) => tap switch
    {
        null => "differs between runs",
        { Findings: var findings } when findings.FirstOrDefault(f => f.Kind is FindingKind.Dtype or FindingKind.Shape or FindingKind.Device or FindingKind.NonFinite or FindingKind.Missing) is { } finding =>
            $"first tensor that is wrong ({finding})",
        { Outside: true } => $"first tensor outside its limit (relative error {Number(tap.Error)}, limit {Number(tap.Limit.Relative)})",
        _ => $"first tensor further off than legitimate variation brings it (relative error {Number(tap.Error)}; limits are crossed later)",
    };

    private static string Before(StageResult stage, Diagnosis found)
    {
        var before = stage.Taps.TakeWhile(tap => tap.Path != found.Tap).ToList();
        return before.Count == 0 ? "" : before.Exists(tap => tap.Outside) ? "; tensors before it are off by accumulation" : "; everything before it agrees";
    }

    private static string Word(Enum value) => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    private static string Number(double? value) => value is null ? "-" : FailureText.Number(value.Value);
}
