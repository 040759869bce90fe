using Workbench.Harness.Comparison;

namespace Workbench.Harness.Grafting;

/// <summary>The outcome of a graft.</summary>
/// <param name="Verdict">What it did.</param>
/// <param name="Tap">Where.</param>
/// <param name="Outputs">Outputs of the grafted stage and those after it, before and after: by <c>stage output/name</c>.</param>
/// <param name="Detail">What went wrong, for <see cref="GraftVerdict.NotDone"/>.</param>
public sealed record GraftResult(GraftVerdict Verdict, string Tap, IReadOnlyList<(string Output, TapComparison Before, TapComparison After)> Outputs, string? Detail = null)
{
    public override string ToString() => Verdict switch
    {
        GraftVerdict.NotDone => $"graft at {Tap} not done: {Detail}",
        GraftVerdict.NothingToHeal => $"graft at {Tap}: the outputs agree without it",
        _ => $"graft at {Tap}: {Verdict switch { GraftVerdict.Heals => "heals", GraftVerdict.Helps => "helps", _ => "does not help" }} ({string.Join(", ", Outputs.Select(o => $"{o.Output} {FailureText.Number(o.Before.Error)} -> {FailureText.Number(o.After.Error)}"))})",
    };
}
