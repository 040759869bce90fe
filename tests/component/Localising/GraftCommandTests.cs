using System.Text.Json;
using Workbench.Cli.Hosting;

namespace Workbench.ComponentTests.Localising;

/// <summary><c>workbench graft</c> on a decoder in which one tensor is wrong.</summary>
[Trait("Stage", "graft")]
public sealed class GraftCommandTests(GoldenFolder golden) : IClassFixture<GoldenFolder>
{
    private const string Sick = "vae/decode/chunk.01/middle.00", Fault = $"13|fault:scale-dropped@{Sick}";

    [Fact]
    public void Where_the_fault_is_the_golden_tensor_heals_the_output()
    {
        var (code, data, log) = Graft($"13/{Sick}", "--fault", Fault);

        Assert.True(code == ExitCodes.Pass, data + log);
        Assert.StartsWith($"graft at {Sick}: heals (13 output/", data, StringComparison.Ordinal);
        Assert.Contains(" -> 0", data, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_the_fault_it_does_not()
    {
        var (code, data, log) = Graft("13/input/latent", "--fault", Fault, "--json");

        Assert.True(code == ExitCodes.Regression, data + log);
        using var result = JsonDocument.Parse(data);
        Assert.Equal(("13/input/latent", "NoEffect"), (result.RootElement.GetProperty("at").GetString(), result.RootElement.GetProperty("verdict").GetString()));
        Assert.All(result.RootElement.GetProperty("outputs").EnumerateArray(), o => Assert.Equal(o.GetProperty("before").GetDouble(), o.GetProperty("after").GetDouble()));
    }

    [Fact]
    public void A_tap_that_there_is_none_of_is_told_before_anything_runs()
    {
        var (code, data, log) = Graft("13/vae/decode/chunk.77/middle.00");

        Assert.Equal((ExitCodes.MissingGolden, ""), (code, data));
        Assert.Contains("the golden of stage 13 has no tap 'vae/decode/chunk.77/middle.00'", log, StringComparison.Ordinal);
        Assert.Contains("workbench golden show --stage 13", log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tap_of_which_there_is_only_a_sketch_asks_for_a_file()
    {
        var store = golden.Store.Find(GoldenFolder.Class, "13")[0];
        using var snapshot = store.Load();
        var (code, _, log) = Graft("13/" + snapshot.Taps.First(t => t.Sketch is not null).Path);

        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains("--from", log, StringComparison.Ordinal);
    }

    [Fact]
    public void A_place_without_a_stage_is_a_usage_error_and_a_case_without_goldens_a_missing_one()
    {
        var (code, _, log) = Graft(Sick);
        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("--at", log, StringComparison.Ordinal);

        (code, _, log) = CommandLine.Run(["graft", "--at", $"13/{Sick}", "--golden", golden.Scratch("empty"), .. golden.Model]);
        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains("workbench golden record", log, StringComparison.Ordinal);
    }

    private (int Code, string Data, string Log) Graft(string at, params string[] options) =>
        CommandLine.Run(["graft", "--at", at, "--golden", golden.Store.Folder, .. golden.Model, .. options]);
}
