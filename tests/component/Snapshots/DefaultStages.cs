using Workbench.Cli.Commands;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Harness.Localisation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Testing.Hosting;

namespace Workbench.ComponentTests.Snapshots;

/// <summary>The stages of the default model in this process, on the inputs that golden/default holds.</summary>
public sealed class DefaultStages : IDisposable
{
    private readonly TinyModels models = new();
    private readonly TemporaryFolder folder = new();
    private readonly GoldenStore store = new(Repository.At("golden", "default"));
    private readonly PipelineHost host;

    public DefaultStages()
    {
        var loader = models.Loader();
        host = new(loader, new(loader, DefaultRequest.Prompt, DefaultRequest.Picture, DefaultRequest.Seed));
    }

    /// <summary>The calibrated limits of a stage.</summary>
    public TapLimits Limits(string stage) => Goldens.Limits(stage) ?? throw new InvalidOperationException($"{store.Folder} holds no limits of stage {stage}.\nNext: workbench golden calibrate");

    /// <summary>What a stage gives: its outputs, whole up to 4 KiB and as sketches above.</summary>
    public StageSnapshot Outputs(string stage)
    {
        var run = Runner().Run(new() { Stage = stage, Input = store.Find(host.DeviceClass, stage)[0].InputFile!, Reply = "", Taps = "output/**", Storage = new(4 << 10, 16 << 10) }, CancellationToken.None).GetAwaiter().GetResult();
        return run is { Completed: true, Snapshot: { } snapshot } ? snapshot : throw new InvalidOperationException($"stage {stage}: {run.Reply?.Error}");
    }

    /// <summary>Holds every tap of every stage against its golden.</summary>
    internal LocaliseReport Localise() => new Localiser(host, Goldens, Runner(), new()).Run(CancellationToken.None).GetAwaiter().GetResult();

    private Reference Goldens => Reference.Goldens(store, host.DeviceClass);

    private InProcessRunner Runner() => new(host, folder[Guid.NewGuid().ToString("N")]);

    public void Dispose()
    {
        models.Dispose();
        folder.Dispose();
    }
}
