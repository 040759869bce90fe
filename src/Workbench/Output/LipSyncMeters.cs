using Workbench.Cli.Hosting;
using Workbench.Pipeline.LipSync;

namespace Workbench.Cli.Output;

/// <summary>Progress of lip-sync on stderr: a meter per phase. Called on the model's own thread, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class LipSyncMeters(CommandContext context) : IProgress<LipSyncProgress>, IDisposable
{
    private ProgressMeter? meter;
    private LipSyncPhase phase;

    public void Report(LipSyncProgress value)
    {
        if (meter is null || phase != value.Phase)
        {
            meter?.Dispose();
            phase = value.Phase;
            meter = context.Progress(
                phase switch { LipSyncPhase.Locate => "finding faces", LipSyncPhase.Prepare => "preparing faces", _ => "talking" }, value.Total, "frames");
        }

        meter.Report(value.Done);
    }

    public void Dispose() => meter?.Dispose();
}
