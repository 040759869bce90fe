using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Harness.Stages;

namespace Workbench.Cli.Localising;

/// <summary>Shows on stderr which stage runs in a process of its own.</summary>
internal sealed class StageProgress(CommandContext context, int stages) : IDisposable
{
    private readonly ProgressMeter meter = context.Progress("stages", stages);
    private readonly HashSet<string> seen = [];

    /// <summary>The same runner, watched.</summary>
    public IStageRunner Watch(IStageRunner runner) => new Watched(this, runner);

    public void Dispose() => meter.Dispose();

    private sealed class Watched(StageProgress owner, IStageRunner inner) : IStageRunner
    {
        public async Task<StageRun> Run(StageRequest request, CancellationToken cancellation)
        {
            var run = await inner.Run(request, cancellation).ConfigureAwait(false);
            if (owner.seen.Add(request.Stage))
            {
                owner.meter.Report(owner.seen.Count);
            }

            return run;
        }
    }
}
