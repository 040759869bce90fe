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
                ? $"{Agreement(report)} ({report.Stages.Sum(s => s.Taps.Count)} tensors)"
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
        text.Append(CultureInfo.InvariantCulture, $"{"stage",-12} {"status",-12} {"taps",5} {"outside",7} {"first outside its limit",-44} {"error",13} {"limit",13} {"seconds",7}\n");
        foreach (var stage in report.Stages)
        {
            var tap = stage.FirstOutside;
            var (error, limit) = Excess(tap);
            text.Append(CultureInfo.InvariantCulture, $"{stage.Stage.Id,-12} {Word(stage.Status),-12} {stage.Taps.Count,5} {stage.Taps.Count(t => t.Outside),7} {tap?.Path ?? "-",-44} {error,13} {limit,13} {stage.Seconds,7:F1}\n");
        }

        foreach (var line in report.Diagnosis?.Evidence ?? [])
        {
            text.Append("  ").Append(line.ReplaceLineEndings("\n  ")).Append('\n');
        }

        return text.ToString();
    }

    private static string Agreement(LocaliseReport report) => report.Stages.Count == 1
        ? $"stage {report.Stages[0].Stage.Id} agrees with {report.Against ?? "its golden"}"
        : $"all {report.Stages.Count} stages agree with {report.Against ?? "their goldens"}";

    private static string FirstLine(string text) => text.Split('\n')[0].TrimEnd();

    private static string Described(TapComparison? tap) => tap switch
    {
        null => "differs between runs",
        { Findings: var findings } when findings.FirstOrDefault(f => f.Kind is FindingKind.Dtype or FindingKind.Shape or FindingKind.Device or FindingKind.NonFinite or FindingKind.Missing) is { } finding =>
            $"first tensor that is wrong ({finding})",
        { OnlyElement: { } element } =>
            $"first tensor outside its limit (element error {Excess(tap).Error}, limit {Excess(tap).Limit}, {(element.Position is { } at ? $"at [{string.Join(",", at)}]" : "somewhere in a tensor of which there is a sketch only")})",
        { Outside: true } => $"first tensor outside its limit (relative error {FailureText.Number(tap.Error)}, limit {FailureText.Number(tap.Limit.Relative)})",
        _ => $"first tensor further off than legitimate variation brings it (relative error {FailureText.Number(tap.Error)}; limits are crossed later)",
    };

    private static string Before(StageResult stage, Diagnosis found)
    {
        var before = stage.Taps.TakeWhile(tap => tap.Path != found.Tap).ToList();
        return before.Count == 0 ? "" : before.Exists(tap => tap.Outside) ? "; tensors before it are off by accumulation" : "; everything before it agrees";
    }

    private static string Word(Enum value) => string.Concat(value.ToString().Select((c, i) => char.IsUpper(c) ? (i == 0 ? "" : "-") + char.ToLowerInvariant(c) : c.ToString()));

    /// <summary>The error that is outside, with the limit that it crossed.</summary>
    private static (string Error, string Limit) Excess(TapComparison? tap) => tap switch
    {
        null => ("-", "-"),
        { OnlyElement: not null } => ($"{FailureText.Number(tap.Element)} rms", $"{FailureText.Number(tap.Limit.Element)} rms"),
        _ => (FailureText.Number(tap.Error), FailureText.Number(tap.Limit.Relative)),
    };
}
