using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>One level of the way down. Source: diffusers unet_2d_blocks.py CrossAttnDownBlock2D, DownBlock2D.</summary>
internal sealed class DownBlock : IDisposable
{
    private readonly ResnetBlock2D[] resnets;
    private readonly Transformer2D[] attentions;
    private readonly Downsample2D? downsampler;

    public DownBlock(ParameterScope p, UNetConfig config, long inputs, long outputs, bool attends, bool shrinks)
    {
        var layers = Enumerable.Range(0, (int)config.LayersPerBlock).ToArray();
        attentions = attends ? [.. layers.Select(i => new Transformer2D(p["attentions"][i], config, outputs))] : [];
        resnets = [.. layers.Select(i => new ResnetBlock2D(p["resnets"][i], i == 0 ? inputs : outputs, outputs, config.Groups, config.NormEps, config.TimeWidth))];
        downsampler = shrinks ? new(p["downsamplers"][0], outputs, padding: 1) : null;
    }

    /// <summary>[B, inputs, H, W] to [B, outputs, H/2, W/2] (the last level keeps its size); pushes every intermediate result as a skip.</summary>
    public Tensor Forward(Tensor x, Tensor time, Tensor context, Stack<Tensor> skips, Tap tap)
    {
        for (var i = 0; i < resnets.Length; i++)
        {
            x = resnets[i].Forward(x, time, tap["resnets", i]);
            x = attentions.Length > 0 ? attentions[i].Forward(x, context, tap["attentions", i]) : x;
            skips.Push(x);
        }

        if (downsampler is not null)
        {
            x = downsampler.Forward(x, tap["downsamplers", 0]);
            skips.Push(x);
        }

        return tap.Pass("out", x);
    }

    public void Dispose()
    {
        resnets.DisposeAll();
        attentions.DisposeAll();
        downsampler?.Dispose();
    }
}
