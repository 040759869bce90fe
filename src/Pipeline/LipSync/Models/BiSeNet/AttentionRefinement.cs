using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Channels weighted by their global mean. Source: face-parsing.PyTorch model.py AttentionRefinementModule.</summary>
internal sealed class AttentionRefinement(ParameterScope p, long inputs, long outputs) : IDisposable
{
    private readonly ConvBnRelu conv = new(p["conv"], inputs, outputs);
    private readonly Conv2d convAtten = new(p["conv_atten"], outputs, outputs, 1, bias: false);
    private readonly BatchNorm2d bnAtten = new(p["bn_atten"], outputs);

    /// <summary>[B, inputs, H, W] to [B, outputs, H, W].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var feature = conv.Forward(x);
        var attention = feature.mean([2, 3], keepdim: true); // [B, outputs, 1, 1]
        attention = bnAtten.Forward(convAtten.Forward(attention)).sigmoid();
        return (feature * attention).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        conv.Dispose();
        convAtten.Dispose();
        bnAtten.Dispose();
    }
}
