using System.Text.Json;
using Workbench.Benchmarks.Running;

namespace Workbench.Benchmarks.Measured;

/// <summary>From the command to a verdict: every stage of the embedded model against its goldens.</summary>
internal sealed class LocaliseRun : IBenchmark
{
    private const string Whole = "workbench localise (target 20 s)";

    private static readonly string[] Stages = ["10", "11", "12.high", "12.low", "13"];

    /// <summary>Seconds of one run that no row has taken yet.</summary>
    private Dictionary<string, double> run = [];

    private int tensors;

    public string Name => "Localise";

    public string Question => $"`workbench localise` without arguments, built: five stages, each in a process of its own (the start of the runtime and of libtorch, its weights, its step), {tensors} tensors "
        + "held against their goldens; and what the stages of that same run took.";

    public IReadOnlyList<Variant> Variants() => [.. Stages.Prepend(Whole).Select(row => new Variant(row, () => { }, Measure: () => Take(row)))];

    private double Take(string row)
    {
        if (!run.Remove(row, out var seconds))
        {
            run = Localise();
            run.Remove(row, out seconds);
        }

        return seconds;
    }

    private Dictionary<string, double> Localise()
    {
        var (seconds, _, output) = ChildProcess.Run("dotnet", Path.Combine(AppContext.BaseDirectory, "workbench.dll"), "localise", "--json");
        using var report = JsonDocument.Parse(output);
        var stages = report.RootElement.GetProperty("stages").EnumerateArray().ToList();
        tensors = stages.Sum(s => s.GetProperty("taps").GetArrayLength());
        var times = stages.ToDictionary(s => s.GetProperty("id").GetString()!, s => s.GetProperty("seconds").GetDouble());
        times[Whole] = seconds;
        return times;
    }
}
