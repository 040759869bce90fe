using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Tells the DiT which latent frames are given. Source: get_vae_encoder_output in LightX2V lightx2v/models/runners/wan/wan_runner.py.</summary>
internal static class ConditioningMask
{
    /// <summary>
    /// fp32 [stride, T, h, w]: 1 where the latent frame was given (the first), else 0. Upstream marks pixel frames, repeats the first so that
    /// each latent frame owns <paramref name="stride"/> of them, and folds those into channels; with one given frame this is the outcome.
    /// </summary>
    public static Tensor FirstFrameGiven(long latentFrames, VideoSize size, int stride)
    {
        var mask = zeros([stride, latentFrames, size.LatentHeight, size.LatentWidth], ScalarType.Float32);
        using var given = mask.narrow(1, 0, 1);
        given.fill_(1);
        return mask;
    }
}
