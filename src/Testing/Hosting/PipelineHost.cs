using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Testing.Hosting;

/// <summary>The stages of a model as the harness sees them: of a command and, from the same options, of every child process; of a notebook in its own.</summary>
/// <param name="loader">Loads the stages, each with its own weights only.</param>
/// <param name="inputs">What stages are fed when goldens are recorded.</param>
/// <param name="child">Runs a stage in a process of its own; null: this host's stages run in this process only.</param>
public sealed class PipelineHost(ModelLoader loader, PipelineInputs inputs, ChildProgram? child = null) : IStageHost
{
    private readonly HostProvenance provenance = new(loader);

    /// <summary>Variation that calibration holds the others against.</summary>
    public string OracleName { get; init; } = StageVariation.Float64;

    /// <summary>Which operators compute the taps.</summary>
    public PipelineOperations Operations { get; } = new(loader);

    /// <summary>Stage 20, where there is one.</summary>
    public SpeechStage? Speech { get; init; }

    public IReadOnlyList<StageDescription> Stages => Speech is null ? StageNames.All : [.. StageNames.All, StageNames.Speech];

    /// <summary>Class under which goldens of this host are kept.</summary>
    public string DeviceClass => provenance.DeviceClass;

    /// <summary>Compute dtype of its plan.</summary>
    public ScalarType Compute => loader.Dtypes.Compute;

    /// <summary>Compatibility patches that apply to its configuration on its device and are on.</summary>
    public IReadOnlyList<string> Patches => provenance.Patches;

    /// <summary>The same host with one patch fewer.</summary>
    public PipelineHost Without(string patch)
    {
        var plan = CompatibilityPatches.Plan(loader.Config, loader.Plan.Device, [.. CompatibilityPatches.All.Select(p => p.Id).Except(Patches), patch]);
        return new(loader.Under(plan), inputs, child?.Without(patch)) { OracleName = OracleName, Speech = Speech };
    }

    public IReadOnlyList<string> Variations(string stage) => StageVariation.Of(stage, loader.Device.type == TorchSharp.DeviceType.CUDA, loader.Dtypes.Compute);

    public string? Oracle(string stage) => OracleName;

    public Provenance Provenance(string stage, string? variation) => provenance.Of(stage, variation, Speech?.Weights);

    public StageData Input(string stage, IReadOnlyDictionary<string, StageData> earlier) => stage == StageNames.LipSync ? SpeechStage.Input() : inputs.For(stage, earlier);

    public IHarnessStage Open(string stage, string? variation)
    {
        var way = StageVariation.Find(variation);
        var plan = way.Change(loader.Plan);
        return new RestoringStage(way, () => stage == StageNames.LipSync ? Speech!.Open(plan.Config.Dtypes.Compute) : new Stage(loader.Under(plan), StageNames.Number(stage)));
    }

    /// <exception cref="NotSupportedException">This host's stages run in this process only.</exception>
    public ProcessCommand Child(StageRequest request, string requestFile) =>
        child?.Command(requestFile, StageVariation.Find(request.Variation))
        ?? throw new NotSupportedException($"stage {request.Stage} of this host runs in this process only.\nNext: workbench localise, which starts a process for every stage");

    private sealed class Stage(ModelLoader loader, int number) : IHarnessStage
    {
        public StageData Run(StageData input, Tap tap, CancellationToken cancellation) => StageRunner.Run(loader, number, input, tap, cancellation);

        public void Dispose()
        {
        }
    }
}
