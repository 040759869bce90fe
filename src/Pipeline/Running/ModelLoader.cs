using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Stages.TextEncode;
using Workbench.Pipeline.Text.Tokenization;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>Loads the networks of a model one by one, strictly, so that a single stage pays for its own weights only.</summary>
/// <param name="config">The configuration.</param>
/// <param name="files">Where the weights are.</param>
/// <param name="device">Where the networks run.</param>
/// <param name="note">Told what was mapped or noticed.</param>
public sealed class ModelLoader(PipelineConfig config, ModelFiles files, Device device, Action<string>? note = null)
{
    /// <summary>The configuration.</summary>
    public PipelineConfig Config => config;

    /// <summary>Where the networks run.</summary>
    public Device Device => device;

    /// <summary>Who computes in what.</summary>
    public DtypePlan Dtypes => config.Dtypes.Plan;

    /// <summary>Stage 10; owned by the caller.</summary>
    public TextEncodeStage TextEncode()
    {
        using var checkpoint = CheckpointFile.Open(config.TextEncoder.Path ?? files.TextEncoder);
        var tokenizer = PromptTokenizer.Open(config.TextEncoder.TokenizerPath ?? files.Tokenizer);
        var options = new TextEncodeOptions { TextLength = config.TextLength, Dtype = Dtypes.TextEncoder, OutputDtype = Dtypes.Compute };
        return TextEncodeStage.Load(tokenizer, checkpoint, ModelShapes.TextEncoder(checkpoint), options, device);
    }

    /// <summary>The VAE of stages 11 and 13; owned by the caller.</summary>
    public WanVae Vae()
    {
        using var checkpoint = CheckpointFile.Open(config.Vae.Path ?? files.Vae);
        return WanVae.Load(checkpoint, ModelShapes.Vae(checkpoint), Dtypes.Vae, device);
    }

    /// <summary>Both experts of stage 12; owned by the caller.</summary>
    public ExpertPair Experts()
    {
        var high = Expert(Models.WanDit.Expert.High);
        try
        {
            return new(high, Expert(Models.WanDit.Expert.Low));
        }
        catch
        {
            high.Dispose();
            throw;
        }
    }

    /// <summary>One expert; owned by the caller.</summary>
    public WanDit Expert(Expert expert)
    {
        using var checkpoint = CheckpointFile.Open(expert == Models.WanDit.Expert.High ? files.HighNoise : files.LowNoise);
        var parameters = new CheckpointParameters(checkpoint, device);
        var dit = new WanDit(ModelShapes.Dit(checkpoint, config.Network, config.TextLength), parameters, Dtypes, Kernels());
        try
        {
            parameters.RequireAllTaken();
            return dit;
        }
        catch
        {
            dit.Dispose();
            throw;
        }
    }

    private WanDitKernels Kernels()
    {
        var plan = KernelTable.Resolve(config.Kernels, DeviceTargets.Of(device), config.Source.File);
        foreach (var mapped in plan.Notes)
        {
            note?.Invoke(mapped.ToString());
        }

        return KernelChoice.From(plan, Dtypes);
    }
}
