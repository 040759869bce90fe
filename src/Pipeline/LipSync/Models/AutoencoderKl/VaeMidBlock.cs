using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Resnet, attention, resnet at the lowest resolution. Source: diffusers unet_2d_blocks.py UNetMidBlock2D.</summary>
internal sealed class VaeMidBlock(ParameterScope p, long channels, long groups) : IDisposable
{
    private readonly VaeAttention attention = new(p["attentions"][0], channels, groups);
    private readonly ResnetBlock2D first = new(p["resnets"][0], channels, channels, groups, VaeConfig.NormEps);
    private readonly ResnetBlock2D second = new(p["resnets"][1], channels, channels, groups, VaeConfig.NormEps);

    /// <summary>[B, channels, h, w] to the same.</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        x = first.Forward(x, null, tap["resnets", 0]);
        x = attention.Forward(x, tap["attentions", 0]);
        x = second.Forward(x, null, tap["resnets", 1]);
        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        attention.Dispose();
        first.Dispose();
        second.Dispose();
    }
}
