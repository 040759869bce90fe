using Workbench.Harness.Comparison;
using Workbench.Harness.Stages;

namespace Workbench.Harness.Localisation;

/// <summary>What the localiser found of one stage, fed its golden input.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Status">What it came to.</param>
/// <param name="Taps">Comparisons in order of the reference; up to where it stopped, if it did.</param>
/// <param name="Seconds">Wall time of the stage's process.</param>
/// <param name="Detail">Exception, signal, or what is missing; null when the taps say it all.</param>
public sealed record StageResult(StageDescription Stage, StageStatus Status, IReadOnlyList<TapComparison> Taps, double Seconds, string? Detail = null)
{
    /// <summary>Whether something is wrong with the stage itself.</summary>
    public bool Fails => Status is not (StageStatus.Agrees or StageStatus.NoGolden or StageStatus.Uncalibrated);

    /// <summary>The first tap outside its limit, or null.</summary>
    public TapComparison? FirstOutside => Taps.FirstOrDefault(tap => tap.Outside);
}
