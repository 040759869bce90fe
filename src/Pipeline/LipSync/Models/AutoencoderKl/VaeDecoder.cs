using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Source: diffusers models/autoencoders/vae.py Decoder.</summary>
internal sealed class VaeDecoder : IDisposable
{
    private readonly Conv2d convIn;
    private readonly VaeMidBlock midBlock;
    private readonly List<VaeLevel> upBlocks = [];
    private readonly GroupNorm convNormOut;
    private readonly Conv2d convOut;

    public VaeDecoder(ParameterScope p, VaeConfig config)
    {
        long[] channels = [.. config.BlockChannels.Reverse()];
        convIn = new(p["conv_in"], config.LatentChannels, channels[0], 3);
        midBlock = new(p["mid_block"], channels[0], config.Groups);
        for (var i = 0; i < channels.Length; i++)
        {
            var resample = i < channels.Length - 1 ? VaeLevel.Resample.Up : VaeLevel.Resample.None;
            upBlocks.Add(new(p["up_blocks"][i], channels[Math.Max(i - 1, 0)], channels[i], config.LayersPerBlock + 1, config.Groups, resample));
        }

        convNormOut = new(p["conv_norm_out"], config.Groups, channels[^1], VaeConfig.NormEps);
        convOut = new(p["conv_out"], channels[^1], config.ImageChannels, 3);
    }

    /// <summary>[B, latent channels, h, w] to [B, 3, h*stride, w*stride].</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        x = tap.Pass("conv_in", convIn.Forward(x)); // [B, C3, h, w]
        x = midBlock.Forward(x, tap["mid_block"]);
        for (var i = 0; i < upBlocks.Count; i++)
        {
            x = upBlocks[i].Forward(x, tap["up_blocks", i]); // doubled, except by the last level
        }

        x = tap.Pass("conv_norm_out", convNormOut.Forward(x));
        return tap.Pass("conv_out", convOut.Forward(F.silu(x))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        convIn.Dispose();
        midBlock.Dispose();
        upBlocks.DisposeAll();
        convNormOut.Dispose();
        convOut.Dispose();
    }
}
