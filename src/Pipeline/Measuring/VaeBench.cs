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

    /// <summary>Decoding and encoding in <paramref name="dtype"/> by both kernels against fp32, at a small size.</summary>
    public static IEnumerable<BenchRow> Check(WanVaeConfig config, IVaeKernels kernels, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var video = rand([1, 3, 9, 96, 160], ScalarType.Float32, device) * 2 - 1;
        var latent = randn([1, config.LatentChannels, 3, 12, 20], ScalarType.Float32, device);
        (Tensor Latent, Tensor Video) Run(IVaeKernels? chosen, ScalarType kind)
        {
            using var vae = new WanVae(new(new SeededParameters(4, device), "", kind), config, kind, device, chosen);
            return (vae.Encode(video.to(kind)), cat([.. vae.DecodeStream(latent.to(kind))], 2));
        }

        var (exact, plain, faster) = (Run(null, ScalarType.Float32), Run(null, dtype), Run(kernels, dtype));
        yield return RoundingCheck.Row($"VAE encode channels last {dtype}", exact.Latent, plain.Latent, faster.Latent);
        yield return RoundingCheck.Row($"VAE decode channels last {dtype}", exact.Video, plain.Video, faster.Video);
    }
}
