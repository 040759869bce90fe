using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Source: face-parsing.PyTorch model.py BiSeNetOutput.</summary>
internal sealed class OutputHead(ParameterScope p, long inputs, long middle, long classes) : IDisposable
{
    private readonly ConvBnRelu conv = new(p["conv"], inputs, middle);
    private readonly Conv2d convOut = new(p["conv_out"], middle, classes, 1, bias: false);

    /// <summary>[B, inputs, H, W] to logits [B, classes, H, W].</summary>
    public Tensor Forward(Tensor x) => convOut.Forward(conv.Forward(x));

    public void Dispose()
    {
        conv.Dispose();
        convOut.Dispose();
    }
}
