using System.Text;
using Workbench.Harness.Comparison;

namespace Workbench.Harness.Localisation;

/// <summary>What breaks without what: every patch off in turn, each run localised.</summary>
/// <param name="Rows">The report for each patch that was off; the first row, named null, has all of them on.</param>
public sealed record AblationMatrix(IReadOnlyList<(string? Without, LocaliseReport Report)> Rows)
{
    /// <summary>Localises once with everything on and once without each patch.</summary>
    /// <param name="patches">Ids of the patches.</param>
    /// <param name="localise">Localises without the given patch, or with all of them on for null.</param>
    public static async Task<AblationMatrix> Run(IEnumerable<string> patches, Func<string?, Task<LocaliseReport>> localise)
    {
        var rows = new List<(string?, LocaliseReport)>();
        foreach (var patch in patches.Prepend(null))
        {
            rows.Add((patch, await localise(patch).ConfigureAwait(false)));
        }

        return new(rows);
    }

    /// <summary>A Markdown table, patch by stage; a cell says what is wrong there first.</summary>
    public string Markdown()
    {
        var stages = Rows[0].Report.Stages.Select(s => s.Stage).ToList();
        var text = new StringBuilder("| without | ").AppendJoin(" | ", stages.Select(s => $"{s.Id} {s.Title}")).Append(" |\n|--|");
        text.Append(string.Concat(Enumerable.Repeat("--|", stages.Count))).Append('\n');
        foreach (var (without, report) in Rows)
        {
            text.Append("| ").Append(without is null ? "(all on)" : $"`{without}`").Append(" | ");
            text.AppendJoin(" | ", stages.Select(s => Cell(report, report.Stages.FirstOrDefault(r => r.Stage.Id == s.Id)))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Cell(LocaliseReport report, StageResult? stage)
    {
        if (stage is null or { Status: StageStatus.NoGolden or StageStatus.Uncalibrated })
        {
            return "-";
        }

        if (!stage.Fails)
        {
            return "ok";
        }

        var diagnosed = ReferenceEquals(stage, report.FirstFailing) ? report.Diagnosis : null;
        var place = diagnosed?.Tap ?? stage.FirstOutside?.Path;
        return stage.Status == StageStatus.Outside
            ? $"**{place}** ({FailureText.Number((diagnosed?.Comparison ?? stage.FirstOutside)!.Error)})"
            : $"**{stage.Detail!.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal)}**{(place is null ? "" : " at " + place)}";
    }
}
