using Workbench.Harness.Comparison;
using static TorchSharp.torch;

namespace Workbench.Harness.Calibration;

/// <summary>
/// How limits follow from measurements.
/// Golden and candidate are each at most e from the truth (the largest error measured), so at most 2 e apart; another factor of 2 leaves room for
/// variation that was not among the runs. A tap where nothing varied gets a floor of a few roundings of its dtype.
/// </summary>
public static class LimitRule
{
    /// <summary>Limit over largest measured error: 2 (two results) x 2 (headroom).</summary>
    public const double Headroom = 4;

    /// <summary>
    /// Mark for tracing over what was seen: results as far from the truth as e that err independently are sqrt(2) e apart. Spread alone would not do: where the
    /// variations that were run happen to round alike, another number of threads goes beyond it.
    /// </summary>
    private const double Unseen = 1.5;

    /// <summary>Roundings allowed to the norm of a tap where calibration saw none.</summary>
    private const double FloorRoundings = 4;

    /// <summary>Roundings allowed to a single element, in units of the root mean square: elements reach several times that scale.</summary>
    private const double ElementRoundings = 64;

    /// <summary>The limit of a tap.</summary>
    public static TapLimit Of(TapCalibration tap, StageCalibration evidence)
    {
        var rounding = Roundoff(Enum.Parse<ScalarType>(tap.Dtype));
        return new(
            Math.Max(Headroom * tap.Error, FloorRoundings * rounding),
            Math.Max(Headroom * tap.Element, ElementRoundings * rounding),
            Math.Max(Unseen * Math.Max(tap.Error, tap.Spread), FloorRoundings / 2 * rounding),
            $"calibrated {evidence.Date} on {evidence.Device}, {evidence.Runs * evidence.Variations.Count} runs; {Headroom} x {FailureText.Number(tap.Error)} ({tap.Worst})");
    }

    /// <summary>Largest relative error of one rounding: half a unit in the last place. 0 for integers, which must be equal.</summary>
    public static double Roundoff(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 => Math.Pow(2, -53),
        ScalarType.Float32 => Math.Pow(2, -24),
        ScalarType.Float16 => Math.Pow(2, -11),
        ScalarType.BFloat16 => Math.Pow(2, -8),
        Pipeline.Runtime.Float8.E4M3FN => Math.Pow(2, -4),
        Pipeline.Runtime.Float8.E5M2 => Math.Pow(2, -3),
        _ => 0,
    };

    /// <summary>Limits for a comparison without calibration, between two configurations: a hundred roundings of the coarser dtype. For finding a place, not for a verdict.</summary>
    public static TapLimits Uncalibrated(ScalarType coarsest)
    {
        var rounding = Roundoff(coarsest);
        return new(new Dictionary<string, TapLimit>(), new(100 * rounding, 1000 * rounding, 25 * rounding, $"not calibrated: 100 roundings of {coarsest}"));
    }
}
