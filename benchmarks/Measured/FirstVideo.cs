using System.Globalization;
using System.Text.Json;
using Workbench.Benchmarks.Running;

namespace Workbench.Benchmarks.Measured;

/// <summary>From the command to an MP4: the embedded model, every stage of the same run.</summary>
internal sealed class FirstVideo : IBenchmark, IDisposable
{
    private const string Whole = "workbench generate (target 10 s)";

    private static readonly string[] Stages = ["load", "10 text encode", "11 image encode", "12 DIT steps", "13 VAE decode", "mux"];

    private readonly string folder = Directory.CreateTempSubdirectory("workbench-first-video-").FullName;

    /// <summary>Seconds of one run that no row has taken yet.</summary>
    private Dictionary<string, double> run = [];

    private double peak;

    public string Name => "First video";

    public string Question => "`workbench generate` without arguments, built: a process start, the embedded model, 4 steps, 9 frames of 96x48, and what each stage of that same run says of itself; "
        + string.Create(CultureInfo.InvariantCulture, $"the rest is the start of the runtime and of libtorch. Peak memory {peak:F2} GB.");

    public IReadOnlyList<Variant> Variants() => [.. Stages.Prepend(Whole).Select(row => new Variant(row, () => { }, Measure: () => Take(row)))];

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private double Take(string row)
    {
        if (!run.Remove(row, out var seconds))
        {
            run = Generate();
            run.Remove(row, out seconds);
        }

        return seconds;
    }

    private Dictionary<string, double> Generate()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "workbench.dll");
        var (seconds, _, output) = ChildProcess.Run("dotnet", program, "generate", "--json", "--output", Path.Combine(folder, "first.mp4"));
        using var report = JsonDocument.Parse(output);
        peak = Math.Max(peak, report.RootElement.GetProperty("peakHostGigabytes").GetDouble());
        var times = report.RootElement.GetProperty("times").EnumerateArray()
            .ToDictionary(t => t.GetProperty("stage").GetString()!, t => t.GetProperty("seconds").GetDouble());
        times[Whole] = seconds;
        return times;
    }
}
