using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// Starting noise. Always drawn on the CPU: CUDA generators give other values on cards with another number of multiprocessors
/// (the thread layout enters the Philox counter), so that a seed alone would not name a picture.
/// </summary>
public static class Noise
{
    /// <summary>Standard normal values, fp32 on the CPU: torch.Generator("cpu").manual_seed(seed), then one randn.</summary>
    /// <param name="seed">Any 64-bit value.</param>
    /// <param name="channels">16 for Wan latents.</param>
    /// <param name="frames">T, latent frames.</param>
    /// <param name="height">h, latent rows.</param>
    /// <param name="width">w, latent columns.</param>
    /// <returns>[channels, T, h, w]</returns>
    public static Tensor FromSeed(long seed, long channels, long frames, long height, long width)
    {
        using var generator = new Generator(unchecked((ulong)seed), CPU);
        return randn([channels, frames, height, width], ScalarType.Float32, CPU, generator: generator);
    }
}
