using Workbench.Cli.Hosting;
using Workbench.Interactive;
using Workbench.Interactive.Localising;
using Workbench.Interactive.Notebooks;
using Workbench.Interactive.Reports;

namespace Workbench.ComponentTests.Notebooks;

[Trait("Stage", "notebooks")]
public sealed class ReportTests
{
    [Fact]
    public void A_saved_run_becomes_one_page_that_needs_nothing_else()
    {
        using var folder = new TemporaryFolder();
        var log = new StringWriter();
        Assert.True(CommandHost.Run(["generate", "--output", folder["a.mp4"], "--save-stages", folder["run"]], TextWriter.Null, log) == 0, log.ToString());

        RunReport.Write(folder["run"], folder["run"], folder["report.html"]);

        var page = File.ReadAllText(folder["report.html"]);
        Assert.Empty(Outputs.Remote(page));
        Assert.Contains("looping video", page, StringComparison.Ordinal);
        Assert.All(["Time per stage", "Size of latents and velocities", "Drift between steps", "clean latent: distribution", "Error along the pipeline", "Spatial power spectrum"],
            title => Assert.Contains(Outputs.Figures(page), f => f["layout"]!["title"]!["text"]!.GetValue<string>().Contains(title, StringComparison.Ordinal)));
        var errors = Outputs.Figures(page).First(f => f["layout"]!["title"]!["text"]!.GetValue<string>() == "Error along the pipeline")["data"]![0]!;
        Assert.All(errors.Numbers("y"), e => Assert.Equal(1e-9, e)); // the run itself: equal everywhere
        Assert.Contains(errors["text"]!.AsArray(), n => n!.GetValue<string>() == "step 3 latents");
    }

    [Fact]
    public void What_the_localiser_found_becomes_a_page_with_the_tensor_that_went_wrong()
    {
        using var folder = new TemporaryFolder();
        using var lab = Lab.Open();
        using var study = RegressionStudy.Record(lab);
        study.SavePage(study.Localise("12.high|fault:sign-bit@dit.high/velocity"), folder["page.html"]);

        var page = File.ReadAllText(folder["page.html"]);
        Assert.Empty(Outputs.Remote(page));
        Assert.Contains("dit.high/velocity: first tensor outside its limit", page, StringComparison.Ordinal);
        var figures = Outputs.Figures(page).ToDictionary(f => f["layout"]!["title"]!["text"]!.GetValue<string>(), f => f);
        Assert.Contains(figures.Keys, title => title.EndsWith("first outside its limit is 12.high dit.high/velocity", StringComparison.Ordinal));
        Assert.Contains(figures.Keys, title => title.StartsWith("got - golden", StringComparison.Ordinal));
        var histogram = figures.Single(f => f.Key.StartsWith("dit.high/velocity", StringComparison.Ordinal)).Value["data"]!.AsArray();
        Assert.Equal(["golden", "got"], histogram.Select(t => t!["name"]!.GetValue<string>().Split(':')[0]));
    }

    [Fact]
    public void A_page_of_anything_else_is_refused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.json"], "{}");
        Assert.Equal(6, Assert.Throws<NotebookException>(() => LocalisePage.Write(folder["a.json"], null, folder["a.html"])).ExitCode);
        Assert.False(File.Exists(folder["a.html"]));
    }

    [Fact]
    public void A_folder_without_a_run_is_a_bad_file()
    {
        using var folder = new TemporaryFolder();
        var error = Assert.Throws<NotebookException>(() => RunReport.Write(folder.Path, null, folder["report.html"]));

        Assert.Equal(6, error.ExitCode);
        Assert.Contains("generate --save-stages", error.Message, StringComparison.Ordinal);
    }
}
