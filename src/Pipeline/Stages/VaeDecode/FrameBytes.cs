using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>
/// Decoded values to 8-bit frames exactly as LightX2V writes them (wan_vae_to_comfy, then save_to_video): every step in the VAE's dtype, then truncated.
/// In bf16 the spacing is 1 at 128..255, so bright values are in effect rounded by the multiplication and dark ones truncated.
/// </summary>
internal static class FrameBytes
{
    /// <summary>video [3, f, H, W] in [-1, 1] to uint8 [f, H, W, 3].</summary>
    public static Tensor Of(Tensor video)
    {
        using var scope = NewDisposeScope();
        var x = video.permute(1, 2, 3, 0).add(1).mul_(0.5).clamp_(0, 1);                                    // [f, H, W, 3], 0..1
        return x.mul_(255).clamp_(0, 255).to(ScalarType.Byte).contiguous().MoveToOuterDisposeScope();
    }
}
