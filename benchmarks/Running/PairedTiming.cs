using System.Diagnostics;
using static TorchSharp.torch;

namespace Workbench.Benchmarks.Running;

/// <summary>What was timed.</summary>
/// <param name="Variants">The ways.</param>
/// <param name="Rounds">Seconds: [round][variant].</param>
internal sealed record Measurement(IReadOnlyList<Variant> Variants, List<double[]> Rounds);

/// <summary>
/// Times every variant in every round, forwards and backwards in turn, so that what drifts (clocks, heat, neighbours) hits all alike;
/// ratios are taken within a round. Medians and quartiles, never means: one hiccup must not decide.
/// </summary>
internal static class PairedTiming
{
    private const int WarmUp = 2, FewestRounds = 5, MostRounds = 1000;

    /// <summary>Times a benchmark for about <paramref name="budget"/>, at least five rounds.</summary>
    public static Measurement Run(IBenchmark benchmark, TimeSpan budget)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var variants = benchmark.Variants();
        for (var i = 0; i < WarmUp; i++)
        {
            Round(variants, backwards: false);
        }

        var rounds = new List<double[]>();
        var clock = Stopwatch.StartNew();
        while (rounds.Count < FewestRounds || (clock.Elapsed < budget && rounds.Count < MostRounds))
        {
            rounds.Add(Round(variants, backwards: rounds.Count % 2 == 1));
        }

        return new(variants, rounds);
    }

    private static double[] Round(IReadOnlyList<Variant> variants, bool backwards)
    {
        var times = new double[variants.Count];
        for (var i = 0; i < times.Length; i++)
        {
            var at = backwards ? times.Length - 1 - i : i;
            using var scope = NewDisposeScope();
            times[at] = variants[at].Measure?.Invoke() ?? WallClock(variants[at].Run);
        }

        return times;
    }

    private static double WallClock(Action run)
    {
        var start = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
