using Workbench.Harness.Comparison;
using Workbench.Harness.Measurement;

namespace Workbench.Harness.Snapshots;

/// <summary>Holds one snapshot against another, tap by tap in the order of the reference.</summary>
/// <param name="limits">How far each tap may be off.</param>
/// <param name="acrossDevices">Whether device and dtype may differ, as between a candidate and a reference configuration.</param>
public sealed class SnapshotComparer(TapLimits limits, bool acrossDevices = false)
{
    /// <summary>Compares every tap of <paramref name="expected"/>; taps that only <paramref name="got"/> has are passed over.</summary>
    public IReadOnlyList<TapComparison> Compare(StageSnapshot got, StageSnapshot expected) =>
        [.. expected.Taps.Select(tap => Compare(got, expected, tap))];

    private TapComparison Compare(StageSnapshot got, StageSnapshot expected, TapRecord reference)
    {
        var limit = limits[reference.Path];
        if (got.Find(reference.Path) is not { } met)
        {
            return new(reference.Path, TapVerdict.Outside, double.NaN, double.NaN, double.NaN, double.NaN, limit, [new(FindingKind.Missing, "to pass", "never passed")]);
        }

        var findings = met.Traits.Against(reference.Traits, acrossDevices).ToList();
        if (met.Digest == reference.Digest)
        {
            return new(reference.Path, findings.Exists(f => f.Fails) ? TapVerdict.Outside : TapVerdict.Identical, 0, 0, 0, 0, limit, findings);
        }

        if (findings.Exists(f => f.Kind == FindingKind.Shape))
        {
            return new(reference.Path, TapVerdict.Outside, double.NaN, double.NaN, double.NaN, double.NaN, limit, findings);
        }

        return got.Whole(met.Path) is { } a && expected.Whole(reference.Path) is { } b
            ? Exactly(reference.Path, TensorDifference.Between(a, b), limit, findings)
            : Estimate(got, expected, met, reference, limit, findings);
    }

    private static TapComparison Exactly(string path, TensorDifference difference, TapLimit limit, List<Finding> findings)
    {
        if (difference.NonFinite > 0)
        {
            findings.Add(new(FindingKind.NonFinite, "finite", $"{difference.NonFinite} of other finiteness", difference.NonFiniteAt[0]));
        }

        var element = Ratio(difference.MaxAbsolute, difference.Rms);
        return Judge(path, difference.RelativeError, difference.RelativeError, difference.RelativeError, element, limit, findings, difference);
    }

    private static TapComparison Estimate(StageSnapshot got, StageSnapshot expected, TapRecord met, TapRecord reference, TapLimit limit, List<Finding> findings)
    {
        var (a, b) = (met.Statistics, reference.Statistics);
        if (a.NonFinite != b.NonFinite)
        {
            findings.Add(new(FindingKind.NonFinite, $"{b.NonFinite} elements", $"{a.NonFinite} elements"));
        }

        var estimate = SketchEstimate.Between(got.Sketch(met), expected.Sketch(reference), b.Norm);
        // A bad element in a big tensor moves the extremes long before it moves the norm.
        var rms = b.Norm / Math.Sqrt(Math.Max(1, reference.Traits.Count));
        var element = Ratio(Math.Max(Math.Abs(a.Min - b.Min), Math.Abs(a.Max - b.Max)), rms);
        return Judge(reference.Path, estimate.Relative, estimate.Low, estimate.High, element, limit, findings, null);
    }

    private static TapComparison Judge(string path, double error, double low, double high, double element, TapLimit limit, List<Finding> findings, TensorDifference? exact)
    {
        if (!(error <= limit.Relative))
        {
            findings.Add(new(FindingKind.Value, $"at most {FailureText.Number(limit.Relative)}", FailureText.Number(error)));
        }

        if (!(element <= limit.Element))
        {
            findings.Add(new(FindingKind.Element, $"at most {FailureText.Number(limit.Element)} rms", $"{FailureText.Number(element)} rms", exact?.Position));
        }

        return new(path, findings.Exists(f => f.Fails) ? TapVerdict.Outside : TapVerdict.Agrees, error, low, high, element, limit, findings, exact);
    }

    private static double Ratio(double value, double scale) => scale > 0 ? value / scale : value > 0 ? double.PositiveInfinity : 0;
}
