using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Cli.Localising;

/// <summary>The stages of a model as the harness sees them. The same host is built in the command and, from the same options, in every child process.</summary>
/// <param name="loader">Loads the stages, each with its own weights only.</param>
/// <param name="inputs">What stages are fed when goldens are recorded.</param>
/// <param name="options">The options of the command line that this host was made of, for the children.</param>
/// <param name="environment">Variables of the children on top of this process's own.</param>
internal sealed class PipelineHost(ModelLoader loader, PipelineInputs inputs, IReadOnlyList<string> options, IReadOnlyDictionary<string, string?>? environment = null) : IStageHost
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
    public IReadOnlyList<string> Patches => [.. CompatibilityPatches.All.Where(p => p.Applies(ExecutionPlan.Upstream(loader.Config, loader.Plan.Device)) && p.Defect(loader.Plan) is null).Select(p => p.Id)];

    /// <summary>The same host with one patch fewer.</summary>
    public PipelineHost Without(string patch)
    {
        var plan = CompatibilityPatches.Plan(loader.Config, loader.Plan.Device, [.. CompatibilityPatches.All.Select(p => p.Id).Except(Patches), patch]);
        return new(loader.Under(plan), inputs, [.. options, "--without", patch], environment) { OracleName = OracleName, Speech = Speech };
    }

    public IReadOnlyList<string> Variations(string stage) => StageVariation.Of(stage, loader.Device.type == TorchSharp.DeviceType.CUDA, loader.Dtypes.Compute);

    public string? Oracle(string stage) => OracleName;

    public Provenance Provenance(string stage, string? variation) => provenance.Of(stage, variation, Speech?.Weights);

    public StageData Input(string stage, IReadOnlyDictionary<string, StageData> earlier) => stage == StageNames.LipSync ? SpeechStage.Input() : inputs.For(stage, earlier);

    public IHarnessStage Open(string stage, string? variation)
    {
        var (way, threads) = (StageVariation.Find(variation), get_num_threads());
        way.Apply();
        if (stage == StageNames.LipSync)
        {
            return Speech!.Open(way.Change(loader.Plan).Config.Dtypes.Compute);
        }

        return new Stage(loader.Under(way.Change(loader.Plan)), StageNames.Number(stage), threads);
    }

    public ProcessCommand Child(string requestFile)
    {
        var request = StageRequest.Load(requestFile);
        var variables = new Dictionary<string, string?>(environment ?? new Dictionary<string, string?>());
        foreach (var (name, value) in StageVariation.Find(request.Variation).Environment)
        {
            variables[name] = value;
        }

        var (program, first) = SelfCommand.Line();
        return new(program, [.. first, "stage", "child", requestFile, .. options], variables);
    }

    private sealed class Stage(ModelLoader loader, int number, int threads) : IHarnessStage
    {
        public StageData Run(StageData input, Pipeline.Taps.Tap tap, CancellationToken cancellation) => StageRunner.Run(loader, number, input, tap, cancellation);

        public void Dispose()
        {
            if (cuda.is_available())
            {
                cuda.synchronize(); // what is still under way must not be blamed on what comes next
            }

            if (get_num_threads() != threads)
            {
                set_num_threads(threads); // a variation ends with its stage: the next run in this process is the golden's environment again
            }
        }
    }
}
