using System.Globalization;
using System.Text;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;

namespace Workbench.Cli.Commands;

/// <summary>What a case holds of one stage for one device class.</summary>
/// <param name="DeviceClass">Kind of device and dtypes.</param>
/// <param name="Stage">Stage.</param>
/// <param name="Goldens">Accepted right answers.</param>
/// <param name="Tensors">Taps in the first of them.</param>
/// <param name="Bytes">Size of all their files.</param>
/// <param name="Calibrated">Date of the calibration; null when there is none.</param>
/// <param name="Waiting">Whether a result waits to be accepted.</param>
internal sealed record GoldenRow(string DeviceClass, string Stage, int Goldens, int Tensors, long Bytes, string? Calibrated, bool Waiting)
{
    public static IReadOnlyList<GoldenRow> Of(GoldenStore store) => [.. store.Classes().SelectMany(c => Of(store, c))];

    private static IEnumerable<GoldenRow> Of(GoldenStore store, string deviceClass)
    {
        var calibration = CalibrationFile.Load(store, deviceClass);
        var waiting = store.Received(deviceClass);
        foreach (var stage in store.Stages(deviceClass))
        {
            var goldens = store.Find(deviceClass, stage);
            using var first = goldens[0].Load();
            var bytes = goldens.SelectMany(g => new[] { g.ManifestFile, g.DataFile, g.InputFile }).OfType<string>().Sum(f => new FileInfo(f).Length);
            yield return new(deviceClass, stage, goldens.Count, first.Taps.Count, bytes, calibration.Stages.GetValueOrDefault(stage)?.Date, waiting.Contains(stage));
        }
    }

    public static string Table(IReadOnlyList<GoldenRow> rows)
    {
        var text = new StringBuilder($"{"class",-28} {"stage",-8} {"goldens",7} {"tensors",7} {"kB",9}  calibrated\n");
        foreach (var row in rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.DeviceClass,-28} {row.Stage,-8} {row.Goldens,7} {row.Tensors,7} {row.Bytes / 1e3,9:F1}  {row.Calibrated ?? "no"}{(row.Waiting ? ", a result waits to be accepted" : "")}\n");
        }

        return text.ToString();
    }
}
