using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running.Weights;

/// <summary>Parameters from checkpoint files, strictly. Staged ones are handed out on the CPU: the file's own pages where nothing has to change.</summary>
public sealed class FileWeights(ModelFiles files) : IModelWeights
{
    public ModelFiles Files => files;

    public string TokenizerFolder => files.TokenizerFolder;

    public IReadOnlyList<LoraSpec> Loras { get; } =
        [.. files.Loras.Select(l => new LoraSpec(l.High ? LoraTarget.HighNoise : LoraTarget.LowNoise, l.Path, l.Strength))];

    public OpenWeights<Umt5Config> TextEncoder(Device device) =>
        Open(OpenFile(files, ModelNetwork.TextEncoder), ModelShapes.TextEncoder, "text encoder", device);

    public OpenWeights<WanVaeConfig> Vae(Device device) => Open(OpenFile(files, ModelNetwork.Vae), ModelShapes.Vae, "VAE", device);

    public OpenWeights<WanDitConfig> Expert(Expert expert, PipelineConfig config, Fp8Options fp8, Device device, bool staged)
    {
        var high = expert == Models.WanDit.Expert.High;
        return Open(
            OpenFile(files, high ? ModelNetwork.HighNoise : ModelNetwork.LowNoise), c => ModelShapes.Dit(c, config.Network, config.TextLength),
            $"{(high ? "high" : "low")}-noise expert", staged ? CPU : device, fp8);
    }

    public string Fingerprint(ModelNetwork network)
    {
        using var checkpoint = OpenFile(files, network);
        return ContentDigest.Of(checkpoint)[..16];
    }

    /// <summary>Opens one network's file under upstream's key names; the caller disposes.</summary>
    public static ICheckpoint OpenFile(ModelFiles files, ModelNetwork network) => network switch
    {
        ModelNetwork.TextEncoder => WeightSource.Open(files.TextEncoder, WeightSource.T5),
        ModelNetwork.HighNoise => WeightSource.Open(files.HighNoise, WeightSource.Wan),
        ModelNetwork.LowNoise => WeightSource.Open(files.LowNoise, WeightSource.Wan),
        _ => WeightSource.Open(files.Vae, WeightSource.Vae),
    };

    private static OpenWeights<TConfig> Open<TConfig>(ICheckpoint checkpoint, Func<ICheckpoint, TConfig> shapes, string what, Device device, Fp8Options? fp8 = null)
    {
        try
        {
            var parameters = new CheckpointParameters(checkpoint, device, fp8);
            return new()
            {
                Origin = $"{what}: {checkpoint.Path}",
                Config = shapes(checkpoint),
                Source = parameters,
                RequireAllTaken = parameters.RequireAllTaken,
                File = checkpoint,
            };
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }
}
