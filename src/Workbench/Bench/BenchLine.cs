using System.Globalization;
using Workbench.Pipeline.Measuring;

namespace Workbench.Cli.Bench;

/// <summary>A row for people: what was not counted is left out.</summary>
internal static class BenchLine
{
    public static string Text(BenchRow row) => string.Concat(
        Part(true, $"{row.Name,-58} {row.Milliseconds,10:F3} ms [{row.Fastest:F3}..{row.Slowest:F3}]"),
        Part(row.TeraflopsPerSecond > 0, $"  {row.TeraflopsPerSecond:F0} TFLOP/s"),
        Part(row.GigabytesPerSecond > 0, $"  {row.GigabytesPerSecond:F0} GB/s"),
        Part(row.FloorMilliseconds > 0, $"  {row.OverFloor:F2} x floor ({row.FloorMilliseconds:F1} ms)"),
        Part(row.PeakGigabytes > 0, $"  peak {row.PeakGigabytes:F1} GB"));

    private static string Part(bool counted, FormattableString text) => counted ? text.ToString(CultureInfo.InvariantCulture) : "";
}
