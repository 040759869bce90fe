using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Running;

namespace Workbench.Cli.Localising;

/// <summary>The checkpoint behind each stage of the image-to-video path.</summary>
internal static class StageWeights
{
    /// <summary>Opens it under upstream's key names; the caller disposes.</summary>
    public static ICheckpoint Open(ModelLoader loader, string stage) => stage switch
    {
        StageNames.TextEncode => WeightSource.Open(loader.Files.TextEncoder, WeightSource.T5),
        StageNames.DitHigh => WeightSource.Open(loader.Files.HighNoise, WeightSource.Wan),
        StageNames.DitLow => WeightSource.Open(loader.Files.LowNoise, WeightSource.Wan),
        _ => WeightSource.Open(loader.Files.Vae, WeightSource.Vae),
    };
}
