using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>
/// The image VAE of Stable Diffusion 1. Source: diffusers models/autoencoders/autoencoder_kl.py.
/// Cost of sd-vae-ft-mse at 256x256: encoder about 270, decoder about 620 GFLOP per image.
/// </summary>
public sealed class AutoencoderKL : IDisposable
{
    private readonly VaeEncoder encoder;
    private readonly VaeDecoder decoder;
    private readonly Conv2d quantConv;
    private readonly Conv2d postQuantConv;

    public AutoencoderKL(ParameterScope p, VaeConfig config)
    {
        Config = config;
        encoder = new(p["encoder"], config);
        decoder = new(p["decoder"], config);
        quantConv = new(p["quant_conv"], 2 * config.LatentChannels, 2 * config.LatentChannels, 1);
        postQuantConv = new(p["post_quant_conv"], config.LatentChannels, config.LatentChannels, 1);
    }

    /// <summary>Sizes.</summary>
    public VaeConfig Config { get; }

    /// <summary>Posterior of images.</summary>
    /// <param name="images">[B, 3, H, W], RGB in -1..1; H and W multiples of the stride.</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>Mean and log-variance, each [B, latent channels, H/stride, W/stride], unscaled.</returns>
    public DiagonalGaussian Encode(Tensor images, Tap tap)
    {
        using var scope = NewDisposeScope();
        var h = encoder.Forward(images, tap["encoder"]); // [B, 2C, h, w]
        h = tap.Pass("quant_conv", quantConv.Forward(h));
        var parts = h.chunk(2, 1);
        return new(parts[0].MoveToOuterDisposeScope(), parts[1].clamp(-30, 20).MoveToOuterDisposeScope());
    }

    /// <summary>Images of latents.</summary>
    /// <param name="latents">[B, latent channels, h, w], unscaled (divided by the scaling factor).</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[B, 3, h*stride, w*stride], RGB, nominally -1..1.</returns>
    public Tensor Decode(Tensor latents, Tap tap)
    {
        using var scope = NewDisposeScope();
        var h = tap.Pass("post_quant_conv", postQuantConv.Forward(latents));
        return decoder.Forward(h, tap["decoder"]).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        encoder.Dispose();
        decoder.Dispose();
        quantConv.Dispose();
        postQuantConv.Dispose();
    }
}
