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
            var (traits, numbers) = (tap.Traits, tap.Statistics);
            text.Append(CultureInfo.InvariantCulture, $"{tap.Path.PadRight(width)}  {traits.Dtype} [{string.Join(",", traits.Shape)}]");
            text.Append(CultureInfo.InvariantCulture, $"  mean {Number(numbers.Mean)}  std {Number(numbers.Std)}  min {Number(numbers.Min)}  max {Number(numbers.Max)}");
            text.Append(numbers.NonFinite == 0 ? "\n" : string.Create(CultureInfo.InvariantCulture, $"  NON-FINITE {numbers.NonFinite}\n"));
        }

        return text.ToString();
    }

    private static string Number(double value) => value.ToString("G5", CultureInfo.InvariantCulture);
}
