using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Convolution without bias, batch norm, ReLU. Source: face-parsing.PyTorch model.py ConvBNReLU.</summary>
internal sealed class ConvBnRelu(ParameterScope p, long inputs, long outputs, long kernel = 3) : IDisposable
{
    private readonly Conv2d conv = new(p["conv"], inputs, outputs, kernel, bias: false);
    private readonly BatchNorm2d bn = new(p["bn"], outputs);

    /// <summary>[B, inputs, H, W] to [B, outputs, H, W].</summary>
    public Tensor Forward(Tensor x) => F.relu(bn.Forward(conv.Forward(x)));

    public void Dispose()
    {
        conv.Dispose();
        bn.Dispose();
    }
}
