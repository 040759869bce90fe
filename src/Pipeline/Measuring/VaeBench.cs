using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>The VAE with random weights.</summary>
public static class VaeBench
{
    /// <summary>Measures encoding a picture with grey frames, and decoding a latent.</summary>
    public static IEnumerable<BenchRow> Run(string name, WanVaeConfig config, IVaeKernels? kernels, ScalarType dtype, Device device, BenchPreset preset, int runs)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var vae = new WanVae(new(new SeededParameters(4, device), "", dtype), config, dtype, device, kernels);
        var picture = randn([1, 3, 1, preset.Height, preset.Width], dtype, device);
        var latent = randn([1, config.LatentChannels, preset.LatentFrames, preset.LatentHeight, preset.LatentWidth], dtype, device);
        yield return Stopclock.Time($"VAE encode {name}", device, runs, () => vae.EncodePicture(picture, preset.Frames));
        yield return Stopclock.Time($"VAE decode {name}", device, runs, () =>
        {
            foreach (var chunk in vae.DecodeStream(latent))
            {
                chunk.Dispose();
            }
        });
    }
}
