using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>One level of the way up. Source: diffusers unet_2d_blocks.py CrossAttnUpBlock2D, UpBlock2D.</summary>
internal sealed class UpBlock : IDisposable
{
    private readonly ResnetBlock2D[] resnets;
    private readonly Transformer2D[] attentions;
    private readonly Upsample2D? upsampler;

    /// <param name="p">Scope of the block.</param>
    /// <param name="config">Sizes.</param>
    /// <param name="inputs">Channels that come from below.</param>
    /// <param name="outputs">Channels of this level.</param>
    /// <param name="lastSkip">Channels of the skip that the last resnet takes: it was pushed by the level above (or by conv_in).</param>
    /// <param name="attends">Whether there is attention.</param>
    /// <param name="grows">Whether the result is doubled.</param>
    public UpBlock(ParameterScope p, UNetConfig config, long inputs, long outputs, long lastSkip, bool attends, bool grows)
    {
        var count = (int)config.LayersPerBlock + 1;
        var layers = Enumerable.Range(0, count).ToArray();
        attentions = attends ? [.. layers.Select(i => new Transformer2D(p["attentions"][i], config, outputs))] : [];
        resnets = [.. layers.Select(i => new ResnetBlock2D(
            p["resnets"][i], (i == 0 ? inputs : outputs) + (i == count - 1 ? lastSkip : outputs), outputs, config.Groups, config.NormEps, config.TimeWidth))];
        upsampler = grows ? new(p["upsamplers"][0], outputs) : null;
    }

    /// <summary>[B, inputs, H, W] to [B, outputs, 2H, 2W] (the last level keeps its size); pops one skip per resnet.</summary>
    public Tensor Forward(Tensor x, Tensor time, Tensor context, Stack<Tensor> skips, Tap tap)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < resnets.Length; i++)
        {
            x = cat([x, skips.Pop()], 1); // [B, in + skip, H, W]
            x = resnets[i].Forward(x, time, tap["resnets", i]);
            x = attentions.Length > 0 ? attentions[i].Forward(x, context, tap["attentions", i]) : x;
        }

        if (upsampler is not null)
        {
            // To the size of the next skip: that is twice as large, less one where the way down had an odd size.
            var next = skips.Peek();
            x = upsampler.Forward(x, next.shape[2], next.shape[3], tap["upsamplers", 0]);
        }

        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        resnets.DisposeAll();
        attentions.DisposeAll();
        upsampler?.Dispose();
    }
}
