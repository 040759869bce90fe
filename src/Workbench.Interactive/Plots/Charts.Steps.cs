using Workbench.Interactive.Plots;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;
using static Workbench.Interactive.Plots.FigureBuilder;

namespace Workbench.Interactive;

public static partial class Charts
{
    private static Dictionary<string, object> SecondAxis => Fields(("l", 75), ("r", 80), ("t", 70), ("b", 60));

    /// <summary>What the model is told at each step, and the noise that is left.</summary>
    public static ChartView Timesteps(IScheduler scheduler)
    {
        var steps = Enumerable.Range(0, scheduler.Steps + 1).ToArray();
        return new FigureBuilder("Timesteps and noise levels")
            .Trace("scatter", ("x", steps[..^1]), ("y", scheduler.Timesteps.ToArray()), ("name", "timestep"), ("mode", "lines+markers"))
            .Trace("scatter", ("x", steps), ("y", scheduler.Sigmas.Select(s => (double)s).ToArray()), ("name", "sigma"), ("mode", "lines+markers"), ("yaxis", "y2"))
            .Axis("xaxis", "step (index)", ("dtick", Math.Max(1, steps.Length / 20))).Axis("yaxis", "timestep (0 to 1000)")
            .Axis("yaxis2", "sigma (share of noise)", ("overlaying", "y"), ("side", "right"), ("showgrid", false)).Set("margin", SecondAxis).Build();
    }

    /// <summary>Root mean square of latents and velocities after each step; noise starts at 1.</summary>
    public static ChartView NormOverSteps(IReadOnlyList<StepRecord> steps)
    {
        var x = steps.Select(s => s.Index).ToArray();
        return Experts(new FigureBuilder("Size of latents and velocities over the steps")
            .Trace("scatter", ("x", x), ("y", steps.Select(s => Numbers.Rms(s.Latents)).ToArray()), ("name", "latents"), ("mode", "lines+markers"))
            .Trace("scatter", ("x", x), ("y", steps.Select(s => Numbers.Rms(s.Velocity)).ToArray()), ("name", "velocity"), ("mode", "lines+markers")), steps)
            .Axis("yaxis", "root mean square (normalised latent units)").Build();
    }

    /// <summary>Median, and the ranges that hold 50 %, 90 % and 98 % of the latents' values after each step.</summary>
    public static ChartView DistributionOverSteps(IReadOnlyList<StepRecord> steps)
    {
        var x = steps.Select(s => s.Index).ToArray();
        var statistics = steps.Select(s => Harness.Measurement.TensorStatistics.Of(s.Latents)).ToList();
        string[] names = ["1 %", "5 %", "25 %", "median", "75 %", "95 %", "99 %"];
        var figure = new FigureBuilder("Distribution of the latents over the steps");
        for (var q = 0; q < names.Length; q++)
        {
            var level = q;
            figure.Trace("scatter", ("x", x), ("y", statistics.Select(s => s.Quantiles[level]).ToArray()), ("name", names[q]), ("mode", "lines"), ("line", Fields(("color", "#4c72b0"), ("width", q == 3 ? 3 : 1))),
                ("fill", q is 0 or 3 ? "none" : "tonexty"), ("fillcolor", "rgba(76,114,176,0.12)"));
        }

        return Experts(figure, steps).Axis("yaxis", "value (normalised latent units)").Build();
    }

    /// <summary>How far each step moves the latents, and how much consecutive predictions agree: the change of experts shows here.</summary>
    public static ChartView Drift(IReadOnlyList<StepRecord> steps)
    {
        var pairs = steps.Zip(steps.Skip(1)).ToList();
        var x = pairs.Select(p => p.Second.Index).ToArray();
        return Experts(new FigureBuilder("Drift between steps and between experts")
            .Trace("scatter", ("x", x), ("y", pairs.Select(p => 100 * Difference(p.Second.Latents, p.First.Latents).RelativeError).ToArray()), ("name", "latents moved by (%)"), ("mode", "lines+markers"))
            .Trace("scatter", ("x", x), ("y", pairs.Select(p => Difference(p.Second.Velocity, p.First.Velocity).Cosine).ToArray()), ("name", "velocity's cosine with the step before"), ("mode", "lines+markers"), ("yaxis", "y2")), steps)
            .Axis("yaxis", "||x - x before|| / ||x before|| (%)", ("rangemode", "tozero"))
            .Axis("yaxis2", "cosine (1: same direction)", ("overlaying", "y"), ("side", "right"), ("showgrid", false)).Set("margin", SecondAxis).Build();
    }

    private static Harness.Comparison.TensorDifference Difference(TorchSharp.torch.Tensor a, TorchSharp.torch.Tensor b) => Harness.Comparison.TensorDifference.Between(a, b);

    /// <summary>Shades the steps of the low-noise expert.</summary>
    private static FigureBuilder Experts(FigureBuilder figure, IReadOnlyList<StepRecord> steps)
    {
        var low = steps.FirstOrDefault(s => s.Expert == Expert.Low);
        return figure.Axis("xaxis", low is null ? "step (index)" : "step (index; shaded: low-noise expert)", ("dtick", Math.Max(1, steps.Count / 20))).Set("showlegend", true).Set("shapes", low is null ? [] : new object[]
        {
            Fields(("type", "rect"), ("xref", "x"), ("yref", "paper"), ("x0", low.Index - 0.5), ("x1", steps[^1].Index + 0.5), ("y0", 0), ("y1", 1), ("fillcolor", "#dd8452"), ("opacity", 0.12), ("line", Fields(("width", 0)))),
        });
    }
}
