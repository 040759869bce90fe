using Workbench.Cli.Commands;
using Workbench.Cli.Hosting;
using Workbench.Harness.Localisation;
using Workbench.Harness.Stages;

namespace Workbench.Cli.Localising;

/// <summary>Every compatibility patch that applies here switched off in turn, and what the localiser then finds, against the run with all of them on.</summary>
internal static class PatchMatrix
{
    /// <summary>Runs the matrix.</summary>
    /// <param name="context">The command line.</param>
    /// <param name="options">Its host options.</param>
    public static AblationMatrix Run(CommandContext context, HostOptions options)
    {
        using var scratch = new ScratchFolder();
        var whole = options.Host(context);
        var reference = ReferenceRun.Take(context, options, whole, "the run with every patch on", whole, scratch);
        var applicable = whole.Patches;
        using var progress = context.Progress("patches", applicable.Count + 1);
        var done = 0;
        return AblationMatrix.Run(applicable, async without =>
        {
            var host = without is null ? whole : whole.Without(without);
            var runner = new ChildRunner(host, options.Limits(context), scratch.At("without-" + (without ?? "nothing")));
            var report = await new Localiser(host, reference, runner, new() { Stages = options.Stages(context) }).Run(context.Cancellation).ConfigureAwait(false);
            progress.Report(++done);
            return report;
        }).GetAwaiter().GetResult();
    }

    /// <summary>The matrix for machines.</summary>
    public static object Json(AblationMatrix matrix) => matrix.Rows.Select(row => new
    {
        without = row.Without,
        exit = (int)row.Report.Exit,
        line = ReportText.OneLine(row.Report),
        stages = row.Report.Stages.Select(s => new { s.Stage.Id, status = s.Status.ToString(), firstOutside = s.FirstOutside?.Path, s.Detail }),
    });
}
