using Workbench.Harness.Comparison;

namespace Workbench.Harness.Localisation;

/// <summary>Traces a failure back to the tap where it began.</summary>
public static class Origin
{
    /// <summary>
    /// The tap to name for a set of comparisons in order of passing, or null when none is outside its limit.
    /// A fault may start small and cross a limit only later, so the alarm (some tap outside) and the place (first tap further off than
    /// legitimate variation was ever seen to bring it) have different marks. In the environment of the golden itself bits say more:
    /// if every tap before it is bit for bit the same, the first one that is not is the place.
    /// </summary>
    /// <param name="taps">Comparisons in order of passing.</param>
    /// <param name="sameEnvironment">Whether bits may be expected to be the same.</param>
    public static TapComparison? Of(IReadOnlyList<TapComparison> taps, bool sameEnvironment)
    {
        var alarm = taps.FirstOrDefault(tap => tap.Outside);
        if (alarm is null)
        {
            return null;
        }

        var different = taps.FirstOrDefault(tap => tap.Verdict != TapVerdict.Identical);
        return sameEnvironment && different is not null && !ReferenceEquals(different, taps[0])
            ? different
            : taps.First(tap => tap.Suspect);
    }
}
