using System.Globalization;
using System.Text;

namespace Workbench.Benchmarks.Running;

/// <summary>A section of RESULTS.md.</summary>
/// <param name="Heading">Benchmark and machine: a later run on the same machine replaces it.</param>
/// <param name="Text">The whole section, heading included.</param>
internal sealed record Section(string Heading, string Text);

/// <summary>Writes what was measured as Markdown.</summary>
internal static class Report
{
    public static Section Of(IBenchmark benchmark, Measurement measurement, Machine machine)
    {
        var (variants, rounds) = measurement;
        var heading = $"## {benchmark.Name} ({machine.Name})";
        var text = new StringBuilder()
            .AppendLine(heading).AppendLine()
            .AppendLine(benchmark.Question).AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{machine.Details}; {DateTime.UtcNow:yyyy-MM-dd}; {rounds.Count} rounds; median (quartiles).").AppendLine()
            .AppendLine("| way | time | against the first | rate |")
            .AppendLine("|--|--:|--:|--:|");
        for (var i = 0; i < variants.Count; i++)
        {
            var at = i;
            var time = Spread.Of(rounds.Select(r => r[at]));
            var ratio = Spread.Of(rounds.Select(r => r[at] / r[0]));
            var rate = variants[i].Work > 0 ? string.Create(CultureInfo.InvariantCulture, $"{variants[i].Work / time.Median:G4} {variants[i].Unit}/s") : "";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {variants[i].Name} | {Time(time.Median)} ({Time(time.Low)} - {Time(time.High)}) | {ratio.Median:F3} ({ratio.Low:F3} - {ratio.High:F3}) | {rate} |");
        }

        return new(heading, text.ToString());
    }

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:F2} us"),
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:F2} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds:F2} s"),
    };
}
