using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Harness.Stages;
using Workbench.Pipeline.LightX2V;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Running;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.Interactive.Localising;

/// <summary>The four stages of a lab's model as the harness sees them, each loading only its own weights. Runs in the notebook's process.</summary>
internal sealed class ModelStageHost(Lab lab) : IStageHost
{
    private const string Text = "10", Image = "11", Dit = "12", Decode = "13";

    public IReadOnlyList<StageDescription> Stages { get; } = [.. Pipeline.Running.StageRunner.Stages.Select(s => new StageDescription($"{s.Key}", s.Value))];

    public IReadOnlyList<string> Variations(string stage) => [];

    public string? Oracle(string stage) => null;

    public Provenance Provenance(string stage, string? variation) => new()
    {
        Code = typeof(Lab).Assembly.GetName().Version?.ToString() ?? "0",
        Checkpoint = lab.Model,
        Device = lab.Device.ToString(),
        DeviceClass = RegressionStudy.DeviceClass,
        LibTorch = Pipeline.Runtime.LibTorch.Load().Directory,
        DtypePlan = $"{lab.Config.Dtypes.Plan.Compute}",
        Threads = get_num_threads(),
        Variation = variation,
    };

    public StageData Input(string stage, IReadOnlyDictionary<string, StageData> earlier)
    {
        using var scope = NewDisposeScope();
        return stage switch
        {
            Text => TextInput(),
            Image => ImageInput(),
            Dit => StepInput(earlier),
            _ => DecodeInput(earlier),
        };
    }

    public IHarnessStage Open(string stage, string? variation) => new Stage(lab.Loader, int.Parse(stage, System.Globalization.CultureInfo.InvariantCulture));

    public ProcessCommand Child(string requestFile) => throw new NotSupportedException("a study runs in the notebook's own process.\nNext: workbench localise, which starts one for every stage");

    private StageData TextInput()
    {
        var data = new StageData();
        data.Metadata["prompt"] = "A cat looks around, slow cinematic motion";
        if (lab.Config.Sampling.EnableGuidance)
        {
            data.Metadata["negative_prompt"] = NegativePrompt.Default;
        }

        return data;
    }

    private StageData ImageInput()
    {
        using var inputs = new ImageEncodeInputs
        {
            Image = ImageReader.Read(Lab.Photograph).DetachFromDisposeScope(),
            Frames = lab.Config.Frames,
            TargetHeight = lab.Config.TargetHeight,
            TargetWidth = lab.Config.TargetWidth,
        };
        return inputs.ToData();
    }

    private StageData StepInput(IReadOnlyDictionary<string, StageData> earlier)
    {
        var shape = earlier[Image]["latent"].shape;
        var inputs = new DitStepInputs
        {
            Latents = Noise.FromSeed(42, shape[0], shape[1], shape[2], shape[3]),
            Y = earlier[Image]["y"],
            Context = earlier[Text]["context"],
            ContextNull = earlier[Text].Tensors.GetValueOrDefault("context_null"),
            Timestep = 1000,
            Expert = Expert.High,
            GuidanceScale = lab.Config.Sampling.Guidance.High,
        };
        return inputs.ToData();
    }

    /// <summary>The clean latent that the step's velocity points at: noise minus velocity.</summary>
    private static StageData DecodeInput(IReadOnlyDictionary<string, StageData> earlier)
    {
        var velocity = earlier[Dit]["velocity"].cpu();
        var shape = velocity.shape;
        var data = new StageData();
        data.Tensors["latent"] = (Noise.FromSeed(42, shape[0], shape[1], shape[2], shape[3]) - velocity).DetachFromDisposeScope();
        return data;
    }

    private sealed class Stage(ModelLoader loader, int number) : IHarnessStage
    {
        public StageData Run(StageData input, Pipeline.Taps.Tap tap, CancellationToken cancellation) => Pipeline.Running.StageRunner.Run(loader, number, input, tap, cancellation);

        public void Dispose()
        {
        }
    }
}
