using Workbench.Harness.Listening;

namespace Workbench.Harness.Comparison;

/// <summary>The limits of a stage.</summary>
/// <param name="taps">By name of the tap, with or without the count of its passes.</param>
/// <param name="otherwise">For taps that have none of their own.</param>
public sealed class TapLimits(IReadOnlyDictionary<string, TapLimit> taps, TapLimit otherwise)
{
    /// <summary>One limit for everything, such as for a test on one machine.</summary>
    /// <param name="relative">Largest relative error.</param>
    /// <param name="origin">Why that number.</param>
    public static TapLimits Uniform(double relative, string origin) =>
        new(new Dictionary<string, TapLimit>(), new(relative, relative * 100, relative / 4, origin));

    /// <summary>The same with other limits for some taps.</summary>
    public TapLimits With(IReadOnlyDictionary<string, TapLimit> others) =>
        new(new Dictionary<string, TapLimit>(taps.Where(t => !others.ContainsKey(t.Key)).Concat(others), StringComparer.Ordinal), otherwise);

    /// <summary>The limit of a tap.</summary>
    public TapLimit this[string path] =>
        taps.TryGetValue(path, out var own) || taps.TryGetValue(TapName.Bare(path), out own) ? own : otherwise;
}
