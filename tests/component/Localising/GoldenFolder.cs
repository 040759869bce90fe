using Workbench.Cli.Commands;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Running;
using Workbench.Testing.Faults;
using Workbench.Testing.Hosting;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Localising;

/// <summary>A case of the tiny model at five frames of 16x48, recorded in this process, once for all tests of the commands; stages 10 and 13 have limits.</summary>
public sealed class GoldenFolder : IDisposable
{
    public const string Class = "cpu-float32";

    private readonly TinyModels models = new();
    private readonly TemporaryFolder folder = new();

    public GoldenFolder()
    {
        var changes = new Dictionary<string, System.Text.Json.Nodes.JsonNode?> { ["target_video_length"] = 5, ["target_height"] = 32, ["target_width"] = 48 };
        var config = PipelineConfig.Load(new() { ConfigJson = "tiny_i2v", ModelPath = models.Folder, Overrides = changes }, ConfigEnvironment.Empty);
        var loader = ModelLoader.For(config, CPU, settings: models.Settings);
        var host = new PipelineHost(loader, new(loader, DefaultRequest.Prompt, DefaultRequest.Picture, DefaultRequest.Seed));
        var run = new PipelineRun(host, new InProcessRunner(host, folder["runs"], FaultSink.Parse), folder["files"]);
        Store.Accept(Class, new GoldenRecorder(Store, run).Record(request => request with { Storage = GoldenCommand.InGit }, CancellationToken.None).GetAwaiter().GetResult());
        var calibration = CalibrationFile.Load(Store, Class);
        foreach (var stage in new[] { "10", "13" })
        {
            using var golden = Store.Find(Class, stage)[0].Load();
            calibration.Stages[stage] = new("float64", 1, ["as configured"], "2026-01-31", "cpu", "1", [.. golden.Taps.Select(t => new TapCalibration(t.Path, $"{t.Traits.Dtype}", 1e-6, 1e-5, 1e-6, "as configured"))]);
        }

        calibration.Save(Store, Class);
    }

    /// <summary>Options that say which model runs and at what size.</summary>
    public string[] Model => ["--config", "tiny_i2v", "--model", models.Folder, "--frames", "5", "--set", "target_height=32", "--set", "target_width=48"];

    /// <summary>The case itself, only for looking at.</summary>
    public GoldenStore Store => new(folder["case"], underCi: false);

    /// <summary>A folder that does not exist yet.</summary>
    public string Scratch(string name) => folder[name];

    /// <summary>A copy to change.</summary>
    public GoldenStore Copy(string name)
    {
        foreach (var file in Directory.GetFiles(Store.Folder, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(folder[name], Path.GetRelativePath(Store.Folder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return new(folder[name], underCi: false);
    }

    /// <summary>Content of every file of a case, by its name.</summary>
    public static SortedDictionary<string, string> Files(GoldenStore store) => new(
        Directory.GetFiles(store.Folder, "*", SearchOption.AllDirectories).ToDictionary(f => Path.GetRelativePath(store.Folder, f), f => Convert.ToHexString(File.ReadAllBytes(f))));

    public void Dispose()
    {
        models.Dispose();
        folder.Dispose();
    }
}
