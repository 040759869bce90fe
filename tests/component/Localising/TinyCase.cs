using System.Text.Json.Nodes;
using Workbench.Cli.Commands;
using Workbench.Cli.Localising;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Harness.Isolation;
using Workbench.Harness.Localisation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Running;
using Workbench.Testing.Faults;
using Workbench.Testing.Hosting;
using static TorchSharp.torch;

namespace Workbench.ComponentTests.Localising;

/// <summary>One configuration of the tiny model at five frames of 32x48, with goldens and limits of its own.</summary>
internal sealed class TinyCase
{
    private const string Size = """ "target_video_length": 5, "target_height": 32, "target_width": 48 """;

    private readonly TinyModels models;
    private readonly string changes;
    private readonly string folder;
    private int runs;

    /// <summary>Records the stages and measures their limits.</summary>
    /// <param name="models">The model.</param>
    /// <param name="name">Of the configuration, for people.</param>
    /// <param name="settings">Configuration keys on top of the tiny model's, as JSON members; empty for none.</param>
    /// <param name="stages">Stages that this configuration is about; the others are the plain one's.</param>
    /// <param name="folder">For all its files.</param>
    public TinyCase(TinyModels models, string name, string settings, IReadOnlyList<string> stages, string folder)
    {
        (this.models, this.folder, Name, Stages) = (models, folder, name, stages);
        changes = $"{{{Size}{(settings.Length > 0 ? "," : "")} {settings}}}";
        models.Config(changes); // writes quantised experts
        Host = HostOf(models.Folder);
        Store = new(Path.Combine(folder, "case"), underCi: false);
        var pipeline = new PipelineRun(Host, InProcess(Host, NextFolder()), Path.Combine(folder, "pipeline"));
        var recorder = new GoldenRecorder(Store, pipeline);
        Store.Accept(Host.DeviceClass, recorder.Record(request => request with { Storage = GoldenCommand.InGit }, CancellationToken.None).GetAwaiter().GetResult());
        Calibrate();
        Reference = Reference.Goldens(Store, Host.DeviceClass);
        Taps = Stages.ToDictionary(s => s, TapsOf);
    }

    public string Name { get; }

    /// <summary>Ids of the stages that are looked at, in order.</summary>
    public IReadOnlyList<string> Stages { get; }

    public PipelineHost Host { get; }

    public GoldenStore Store { get; }

    public Reference Reference { get; }

    /// <summary>What passes in each stage, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TapRecord>> Taps { get; }

    /// <summary>The same configuration on another model folder, or with other variables in its children.</summary>
    public PipelineHost HostOf(string modelFolder, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var overrides = JsonNode.Parse(changes)!.AsObject();
        var config = PipelineConfig.Load(
            new() { ConfigJson = "tiny_i2v", ModelPath = modelFolder, Overrides = overrides.ToDictionary(c => c.Key, c => c.Value?.DeepClone()) }, ConfigEnvironment.Empty);
        var loader = ModelLoader.For(config, CPU, settings: models.Settings);
        string[] options = ["--config", "tiny_i2v", "--model", modelFolder, .. overrides.SelectMany(c => new[] { "--set", $"{c.Key}={c.Value!.ToJsonString()}" })];
        return new(loader, new(loader, DefaultRequest.Prompt, DefaultRequest.Picture, DefaultRequest.Seed), SelfCommand.Child(options, environment));
    }

    /// <summary>Localises in this process; variations that need a process of their own get one.</summary>
    public LocaliseReport Localise(LocaliseOptions options, PipelineHost? host = null) => Localise(options, host ?? Host, place => InProcess(host ?? Host, place));

    /// <summary>Localises in child processes.</summary>
    public LocaliseReport LocaliseApart(LocaliseOptions options, TimeLimits? limits = null, PipelineHost? host = null) =>
        Localise(options, host ?? Host, place => new ChildRunner(host ?? Host, limits ?? TimeLimits.Default, place));

    private LocaliseReport Localise(LocaliseOptions options, PipelineHost host, Func<string, IStageRunner> runner)
    {
        var place = NextFolder();
        var found = new Localiser(host, Reference, runner(place), options.Stages.Count > 0 ? options : options with { Stages = Stages }).Run(CancellationToken.None).GetAwaiter().GetResult();
        Directory.Delete(place, recursive: true);
        return found;
    }

    private static NearestRunner InProcess(PipelineHost host, string place) =>
        new(new InProcessRunner(host, place, FaultSink.Parse), new ChildRunner(host, TimeLimits.Default, Path.Combine(place, "apart")));

    private void Calibrate()
    {
        var calibration = CalibrationFile.Load(Store, Host.DeviceClass);
        var calibrator = new Calibrator(Host, InProcess(Host, NextFolder()));
        foreach (var stage in Stages)
        {
            var input = Store.Find(Host.DeviceClass, stage)[0].InputFile!;
            calibration.Stages[stage] = calibrator.Run(stage, input, 1, new(2026, 1, 31), CancellationToken.None).GetAwaiter().GetResult();
        }

        calibration.Save(Store, Host.DeviceClass);
    }

    private IReadOnlyList<TapRecord> TapsOf(string stage)
    {
        using var golden = Store.Find(Host.DeviceClass, stage)[0].Load();
        return golden.Taps;
    }

    private string NextFolder() => Path.Combine(folder, $"runs{Interlocked.Increment(ref runs)}");

    /// <summary>In this process where that is the same, in one of its own where variables are read when libtorch is loaded.</summary>
    private sealed class NearestRunner(IStageRunner here, IStageRunner apart) : IStageRunner
    {
        public Task<StageRun> Run(StageRequest request, CancellationToken cancellation) =>
            (StageVariation.Find(request.Variation).Environment.Count > 0 ? apart : here).Run(request, cancellation);
    }
}
