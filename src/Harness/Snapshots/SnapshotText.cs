using System.Globalization;
using System.Text;

namespace Workbench.Harness.Snapshots;

/// <summary>A snapshot for people: one line a tap, five digits, so that a change reads well in a pull request. For looking at; the tensors decide.</summary>
public static class SnapshotText
{
    /// <summary>The text.</summary>
    public static string Of(StageSnapshot snapshot)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{snapshot.Stage} {snapshot.Title}, {snapshot.Taps.Count} taps, {snapshot.Provenance.DtypePlan}\n\n");
        var width = snapshot.Taps.Select(tap => tap.Path.Length).DefaultIfEmpty().Max();
        foreach (var tap in snapshot.Taps)
        {
            text.Append(tap.Path.PadRight(width)).Append("  ").Append(Line(tap)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>One tap, without its name.</summary>
    public static string Line(TapRecord tap)
    {
        var (traits, numbers) = (tap.Traits, tap.Statistics);
        return $"{traits.Dtype} [{string.Join(",", traits.Shape)}]  mean {Number(numbers.Mean)}  std {Number(numbers.Std)}  min {Number(numbers.Min)}  max {Number(numbers.Max)}{(numbers.NonFinite == 0 ? "" : $"  NON-FINITE {numbers.NonFinite}")}";
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
