using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Source: diffusers models/autoencoders/vae.py Encoder.</summary>
internal sealed class VaeEncoder : IDisposable
{
    private readonly Conv2d convIn;
    private readonly List<VaeLevel> downBlocks = [];
    private readonly VaeMidBlock midBlock;
    private readonly GroupNorm convNormOut;
    private readonly Conv2d convOut;

    public VaeEncoder(ParameterScope p, VaeConfig config)
    {
        var channels = config.BlockChannels;
        convIn = new(p["conv_in"], config.ImageChannels, channels[0], 3);
        for (var i = 0; i < channels.Count; i++)
        {
            var resample = i < channels.Count - 1 ? VaeLevel.Resample.Down : VaeLevel.Resample.None;
            downBlocks.Add(new(p["down_blocks"][i], channels[Math.Max(i - 1, 0)], channels[i], config.LayersPerBlock, config.Groups, resample));
        }

        midBlock = new(p["mid_block"], channels[^1], config.Groups);
        convNormOut = new(p["conv_norm_out"], config.Groups, channels[^1], VaeConfig.NormEps);
        convOut = new(p["conv_out"], channels[^1], 2 * config.LatentChannels, 3);
    }

    /// <summary>[B, 3, H, W] to [B, 2*latent channels, H/stride, W/stride].</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        x = tap.Pass("conv_in", convIn.Forward(x)); // [B, C0, H, W]
        for (var i = 0; i < downBlocks.Count; i++)
        {
            x = downBlocks[i].Forward(x, tap["down_blocks", i]); // [B, Ci, H/2^(i+1), W/2^(i+1)], the last level keeps its size
        }

        x = midBlock.Forward(x, tap["mid_block"]);
        x = tap.Pass("conv_norm_out", convNormOut.Forward(x));
        return tap.Pass("conv_out", convOut.Forward(F.silu(x))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        convIn.Dispose();
        downBlocks.DisposeAll();
        midBlock.Dispose();
        convNormOut.Dispose();
        convOut.Dispose();
    }
}
