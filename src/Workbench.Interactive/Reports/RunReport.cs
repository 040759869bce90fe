using Workbench.Harness.Comparison;
using Workbench.Interactive.Display;
using Workbench.Interactive.Notebooks;

namespace Workbench.Interactive.Reports;

/// <summary>
/// One static page about a run that was saved with <c>workbench generate --save-stages FOLDER</c>: frames, latents per step, times, memory, and
/// errors against another saved run. Everything is inside the page; nothing is fetched when it is opened.
/// </summary>
public static class RunReport
{
    /// <summary>Writes the page.</summary>
    /// <param name="folder">The saved run.</param>
    /// <param name="golden">A saved run to compare with, or null.</param>
    /// <param name="output">HTML file.</param>
    /// <exception cref="NotebookException">The folder holds no saved run.</exception>
    public static void Write(string folder, string? golden, string output)
    {
        using var run = SavedRun.Open(folder);
        var page = new ReportPage($"Workbench report: {Path.GetFileName(Path.TrimEndingDirectorySeparator(folder))}");
        page.Section("Run", Facts(run));
        if (run.Stages.TryGetValue("13.outputs", out var decoded))
        {
            page.Section("Frames", new FramesView(decoded["frames"], run.FramesPerSecond).Html());
        }

        if (run.Times.Count > 0)
        {
            page.Section("Time", Charts.Bars([.. run.Times], "Time per stage", "seconds").Fragment());
        }

        if (golden is not null)
        {
            using var reference = SavedRun.Open(golden);
            page.Section($"Against {golden}", Charts.ErrorAlongPipeline(Errors(run, reference)).Fragment() + Worst(Errors(run, reference)));
        }

        if (run.Steps.Count > 0)
        {
            page.Section("Sampling steps", string.Concat(new[] { Charts.NormOverSteps(run.Steps), Charts.DistributionOverSteps(run.Steps), Charts.Drift(run.Steps) }.Select(c => c.Fragment())) + StepTable(run.Steps));
        }

        if (run.Stages.TryGetValue("13.inputs", out var clean))
        {
            var latent = clean["latent"];
            page.Section("Clean latent", string.Concat(new[] { Charts.Histogram(latent, "clean latent"), Charts.ChannelGrid(latent, 0, "clean latent"), Charts.ChannelStatistics(latent, "clean latent"), Charts.Spectrum(("clean latent", latent)) }.Select(c => c.Fragment())));
        }

        foreach (var (name, data) in run.Stages)
        {
            page.Section($"Stage {name}", StageHtml.Of(data));
        }

        page.Save(output);
    }

    /// <summary>Relative error of every floating tensor that both runs hold.</summary>
    internal static IReadOnlyList<(string Name, double Error, double Limit)> Errors(SavedRun run, SavedRun golden) =>
        [.. run.AllTensors().Select(t => (t.Name, t.Tensor, Other: golden.Find(t.Name))).Where(t => t.Other is not null)
            .Select(t => (t.Name, TensorDifference.Between(t.Tensor, t.Other!).RelativeError, double.NaN))];

    private static string Worst(IReadOnlyList<(string Name, double Error, double Limit)> rows) =>
        Html.Table(["tensor", "relative error"], rows.OrderByDescending(r => r.Error).Take(15).Select(r => (IReadOnlyList<string>)[Html.Text(r.Name), Html.Number(r.Error)]));

    private static string Facts(SavedRun run) =>
        Html.Table(["", ""], run.Facts.Select(f => (IReadOnlyList<string>)[Html.Text(f.Name), Html.Text(f.Value)]));

    private static string StepTable(IReadOnlyList<StepRecord> steps) => Html.Table(
        ["step", "timestep", "sigma", "expert", "latents mean", "std", "min", "max", "not finite"],
        steps.Select(s =>
        {
            var t = Harness.Measurement.TensorStatistics.Of(s.Latents);
            return (IReadOnlyList<string>)[$"{s.Index}", Html.Number(s.Timestep), Html.Number(s.Sigma), $"{s.Expert}", Html.Number(t.Mean), Html.Number(t.Std), Html.Number(t.Min), Html.Number(t.Max), $"{t.NonFinite}"];
        }));
}
