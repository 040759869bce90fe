using Workbench.Cli.Hosting;
using Workbench.Harness.Golden;

namespace Workbench.ComponentTests.Localising;

/// <summary>A device without goldens of its own, held against another's.</summary>
[Trait("Stage", "localise")]
public sealed class GoldenClassTests(GoldenFolder golden) : IClassFixture<GoldenFolder>
{
    private const string Other = "sm999-float32";

    [Fact]
    public void Another_class_is_offered_and_gives_a_verdict()
    {
        var store = Renamed("offered");

        var (code, data, _) = Localise(store);
        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains($"--golden-class {Other}", data, StringComparison.Ordinal);

        (code, data, var log) = Localise(store, "--golden-class", Other);
        Assert.True(code == ExitCodes.Pass, data + log);
        Assert.StartsWith($"stage 13 agrees with the goldens of {Other}", data, StringComparison.Ordinal);
    }

    [Fact]
    public void It_finds_what_is_wrong()
    {
        var (code, data, log) = Localise(Renamed("wrong"), "--golden-class", Other, "--fault", "13|fault:scale-dropped@vae/decode/chunk.01/middle.00");

        Assert.True(code == ExitCodes.Regression, data + log);
        Assert.Contains("vae/decode/chunk.01/middle.00: first tensor outside its limit", data, StringComparison.Ordinal);
    }

    [Fact]
    public void A_class_that_there_is_none_of_lists_those_there_are()
    {
        var (code, _, log) = Localise(golden.Store, "--golden-class", Other);

        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.Contains($"no goldens of {Other}. It has: {GoldenFolder.Class}", log, StringComparison.Ordinal);
        Assert.Contains("workbench golden list", log, StringComparison.Ordinal);
    }

    /// <summary>The goldens as if another device had made them.</summary>
    private GoldenStore Renamed(string name)
    {
        var store = golden.Copy(name);
        Directory.Move(Path.Combine(store.Folder, GoldenFolder.Class), Path.Combine(store.Folder, Other));
        foreach (var file in Directory.GetFiles(store.Folder, "*.json"))
        {
            File.WriteAllText(file.Replace(GoldenFolder.Class, Other, StringComparison.Ordinal), File.ReadAllText(file).Replace(GoldenFolder.Class, Other, StringComparison.Ordinal));
            File.Delete(file);
        }

        return store;
    }

    private (int Code, string Data, string Log) Localise(GoldenStore store, params string[] options) =>
        CommandLine.Run(["localise", "--golden", store.Folder, "--stage", "13", .. golden.Model, .. options]);
}
