using Workbench.Harness.Golden;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Localisation;

/// <summary>A stage's result with all that a closer look needs. Only <paramref name="Result"/> outlives it.</summary>
internal sealed record Examination(
    StageResult Result, StageRun? Run = null, StageSnapshot? Expected = null, SnapshotComparer? Comparer = null, StageGolden? Golden = null) : IDisposable
{
    /// <summary>How far the stage came before something was wrong.</summary>
    public int Reached => Result.Fails ? Result.Taps.TakeWhile(tap => !tap.Outside).Count() : int.MaxValue;

    public void Dispose()
    {
        Run?.Dispose();
        Expected?.Dispose();
    }
}
