using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Self and cross attention over pixels, with 1x1 convolutions around. Source: diffusers models/transformers/transformer_2d.py (continuous input, no linear projection).</summary>
internal sealed class Transformer2D(ParameterScope p, UNetConfig config, long channels) : IDisposable
{
    /// <summary>Transformer2DModel fixes this eps, whatever the UNet's own is.</summary>
    private const double Eps = 1e-6;

    private readonly GroupNorm norm = new(p["norm"], config.Groups, channels, Eps);
    private readonly Conv2d projIn = new(p["proj_in"], channels, channels, 1);
    private readonly TransformerBlock block = new(p["transformer_blocks"][0], config, channels);
    private readonly Conv2d projOut = new(p["proj_out"], channels, channels, 1);

    /// <summary>[B, channels, H, W] to the same.</summary>
    public Tensor Forward(Tensor x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var h = tap.Pass("norm", norm.Forward(x));
        h = tap.Pass("proj_in", projIn.Forward(h)); // [B, C, H, W]
        var (batch, height, width) = (x.shape[0], x.shape[2], x.shape[3]);
        h = h.permute(0, 2, 3, 1).reshape(batch, height * width, channels); // [B, H*W, C]
        h = block.Forward(h, context, tap["transformer_blocks", 0]);

        // Back to rows of pixels per channel, as upstream does. A mere view would be channels-last, and so would everything behind it: there torch's
        // group norm on the CPU takes the variance as E[x^2] - E[x]^2, which loses what near-equal values (a 1x1 level) differ by.
        h = h.reshape(batch, height, width, channels).permute(0, 3, 1, 2).contiguous(); // [B, C, H, W]
        h = tap.Pass("proj_out", projOut.Forward(h));
        return tap.Pass("out", h + x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        norm.Dispose();
        projIn.Dispose();
        block.Dispose();
        projOut.Dispose();
    }
}
