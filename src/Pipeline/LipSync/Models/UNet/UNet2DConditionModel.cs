using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>
/// MuseTalk's generator: one call at timestep 0 turns masked and reference latents plus audio tokens into the latent of the spoken face.
/// Source: diffusers models/unets/unet_2d_condition.py. Cost at 32x32 latents: about 190 GFLOP per frame, 1.7 GB of fp16 weights read per batch.
/// </summary>
public sealed class UNet2DConditionModel : IDisposable
{
    private readonly Conv2d convIn;
    private readonly TimeEmbedding timeEmbedding;
    private readonly List<DownBlock> downBlocks = [];
    private readonly MidBlock midBlock;
    private readonly List<UpBlock> upBlocks = [];
    private readonly GroupNorm convNormOut;
    private readonly Conv2d convOut;

    public UNet2DConditionModel(ParameterScope p, UNetConfig config)
    {
        Config = config;
        var channels = config.BlockChannels;
        var last = channels.Count - 1;
        convIn = new(p["conv_in"], config.InChannels, channels[0], 3);
        timeEmbedding = new(p["time_embedding"], config);
        for (var i = 0; i <= last; i++)
        {
            downBlocks.Add(new(p["down_blocks"][i], config, channels[Math.Max(i - 1, 0)], channels[i], config.CrossAttentionDown[i], shrinks: i < last));
        }

        for (var i = 0; i <= last; i++)
        {
            // Level i of the way up has the channels of level (last - i) of the way down, and takes its skips.
            var below = channels[Math.Min(last - i + 1, last)];
            var skipLast = channels[Math.Max(last - i - 1, 0)];
            upBlocks.Add(new(p["up_blocks"][i], config, below, channels[last - i], skipLast, config.CrossAttentionUp[i], grows: i < last));
        }

        midBlock = new(p["mid_block"], config, channels[last]);
        convNormOut = new(p["conv_norm_out"], config.Groups, channels[0], config.NormEps);
        convOut = new(p["conv_out"], channels[0], config.OutChannels, 3);
    }

    /// <summary>Sizes.</summary>
    public UNetConfig Config { get; }

    /// <summary>One step.</summary>
    /// <param name="latents">[B, in channels, h, w]: masked latents, then reference latents, both scaled.</param>
    /// <param name="timesteps">[B]; MuseTalk knows only 0.</param>
    /// <param name="context">Audio tokens with their positional encoding, [B, tokens, cross attention width].</param>
    /// <param name="tap">Root of the tap names.</param>
    /// <returns>[B, out channels, h, w]: the scaled latent itself, no noise to be removed.</returns>
    public Tensor Forward(Tensor latents, Tensor timesteps, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var time = timeEmbedding.Forward(timesteps, latents.dtype, tap); // [B, 4*C0]
        var x = tap.Pass("conv_in", convIn.Forward(latents)); // [B, C0, h, w]
        var skips = new Stack<Tensor>([x]);
        for (var i = 0; i < downBlocks.Count; i++)
        {
            x = downBlocks[i].Forward(x, time, context, skips, tap["down_blocks", i]); // [B, Ci, h/2^(i+1), w/2^(i+1)], the last keeps its size
        }

        x = midBlock.Forward(x, time, context, tap["mid_block"]);
        for (var i = 0; i < upBlocks.Count; i++)
        {
            x = upBlocks[i].Forward(x, time, context, skips, tap["up_blocks", i]);
        }

        x = tap.Pass("conv_norm_out", convNormOut.Forward(x)); // [B, C0, h, w]
        return tap.Pass("conv_out", convOut.Forward(F.silu(x))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        convIn.Dispose();
        timeEmbedding.Dispose();
        downBlocks.DisposeAll();
        midBlock.Dispose();
        upBlocks.DisposeAll();
        convNormOut.Dispose();
        convOut.Dispose();
    }
}
