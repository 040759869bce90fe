using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>The frames of one latent frame.</summary>
/// <param name="FirstFrame">Number of the first of them in the video.</param>
/// <param name="Video">[3, f, H, W], clamped to [-1, 1], in the VAE's dtype, on the CPU.</param>
/// <param name="Frames">uint8 RGB [f, H, W, 3] on the CPU.</param>
public sealed record DecodedChunk(long FirstFrame, Tensor Video, Tensor Frames) : IDisposable
{
    public void Dispose()
    {
        Video.Dispose();
        Frames.Dispose();
    }
}
