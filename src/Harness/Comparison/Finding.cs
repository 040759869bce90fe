namespace Workbench.Harness.Comparison;

/// <summary>One way in which a tensor disagrees with its reference.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Expected">The reference's side, or the limit.</param>
/// <param name="Got">What was met.</param>
/// <param name="Position">Index of the element concerned, outermost first, where one is known.</param>
public sealed record Finding(FindingKind Kind, string Expected, string Got, long[]? Position = null)
{
    /// <summary>Whether it fails the tensor. Layout and pinning explain, they do not accuse.</summary>
    public bool Fails => Kind is not (FindingKind.Layout or FindingKind.Pinned);

    public override string ToString() =>
        $"{Kind}: {Got}, expected {Expected}{(Position is null ? "" : $" at [{string.Join(",", Position)}]")}";
}
