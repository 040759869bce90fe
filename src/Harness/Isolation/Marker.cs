namespace Workbench.Harness.Isolation;

/// <summary>Where a process was when it was last heard of.</summary>
/// <param name="Sequence">Grows with every mark: a process whose number stands still hangs, one whose number grows is slow.</param>
/// <param name="Phase">What it was doing.</param>
/// <param name="Path">Tap or place concerned.</param>
/// <param name="Operation">Operator about to be launched, or null.</param>
/// <param name="Last">Last tap that had passed, or null when none had.</param>
public sealed record Marker(long Sequence, MarkerPhase Phase, string Path, string? Operation, string? Last)
{
    /// <summary>Of a process that has left no mark.</summary>
    public static Marker Nothing { get; } = new(0, MarkerPhase.None, "", null, null);

    public override string ToString() => Phase switch
    {
        MarkerPhase.Loading => $"while loading {Path}",
        MarkerPhase.Launching => $"in {Operation} of {Path}",
        MarkerPhase.AtTap => $"at {Path}",
        MarkerPhase.AfterTap => $"after {Path}",
        MarkerPhase.Saving => $"while saving {Path}",
        _ => "before anything ran",
    };
}
