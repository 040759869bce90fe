namespace Workbench.Harness.Isolation;

/// <summary>Where a process was when it was last heard of.</summary>
/// <param name="Sequence">Grows with every mark: a process whose number stands still hangs, one whose number grows is slow.</param>
/// <param name="Phase">What it was doing.</param>
/// <param name="Path">Tap or place concerned.</param>
/// <param name="Operation">Operator about to be launched, or null.</param>
public sealed record Marker(long Sequence, MarkerPhase Phase, string Path, string? Operation)
{
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
