using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Resnet, attention, resnet at the lowest level. Source: diffusers unet_2d_blocks.py UNetMidBlock2DCrossAttn.</summary>
internal sealed class MidBlock(ParameterScope p, UNetConfig config, long channels) : IDisposable
{
    private readonly Transformer2D attention = new(p["attentions"][0], config, channels);
    private readonly ResnetBlock2D first = new(p["resnets"][0], channels, channels, config.Groups, config.NormEps, config.TimeWidth);
    private readonly ResnetBlock2D second = new(p["resnets"][1], channels, channels, config.Groups, config.NormEps, config.TimeWidth);

    /// <summary>[B, channels, H, W] to the same.</summary>
    public Tensor Forward(Tensor x, Tensor time, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        x = first.Forward(x, time, tap["resnets", 0]);
        x = attention.Forward(x, context, tap["attentions", 0]);
        x = second.Forward(x, time, tap["resnets", 1]);
        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        attention.Dispose();
        first.Dispose();
        second.Dispose();
    }
}
