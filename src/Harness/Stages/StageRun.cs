using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Stages;

/// <summary>One run of a stage in a process of its own.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="End">How the process ended.</param>
/// <param name="Reply">What it reported; null when it died first.</param>
/// <param name="Snapshot">What it saw, after an exception only up to there; null when it died first.</param>
public sealed record StageRun(StageRequest Request, ProcessEnd End, StageReply? Reply, StageSnapshot? Snapshot) : IDisposable
{
    /// <summary>Whether the stage ran through.</summary>
    public bool Completed => End.Exited && Reply?.Outcome == StageOutcome.Completed;

    public void Dispose() => Snapshot?.Dispose();
}
