using Workbench.Pipeline.Running.Weights;

namespace Workbench.Testing.Hosting;

/// <summary>The network that each stage of the image-to-video path runs.</summary>
internal static class StageNetwork
{
    /// <summary>Of the stage of an id.</summary>
    public static ModelNetwork Of(string stage) => stage switch
    {
        StageNames.TextEncode => ModelNetwork.TextEncoder,
        StageNames.DitHigh => ModelNetwork.HighNoise,
        StageNames.DitLow => ModelNetwork.LowNoise,
        _ => ModelNetwork.Vae,
    };
}
