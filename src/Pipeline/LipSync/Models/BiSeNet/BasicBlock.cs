using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Residual block of ResNet-18. Source: face-parsing.PyTorch resnet.py BasicBlock.</summary>
internal sealed class BasicBlock : IDisposable
{
    private readonly Conv2d conv1;
    private readonly BatchNorm2d bn1;
    private readonly Conv2d conv2;
    private readonly BatchNorm2d bn2;
    private readonly Conv2d? downsample;
    private readonly BatchNorm2d? downsampleNorm;

    public BasicBlock(ParameterScope p, long inputs, long outputs, long stride)
    {
        conv1 = new(p["conv1"], inputs, outputs, 3, stride, bias: false);
        bn1 = new(p["bn1"], outputs);
        conv2 = new(p["conv2"], outputs, outputs, 3, bias: false);
        bn2 = new(p["bn2"], outputs);
        if (inputs != outputs || stride != 1)
        {
            downsample = new(p["downsample"][0], inputs, outputs, 1, stride, bias: false);
            downsampleNorm = new(p["downsample"][1], outputs);
        }
    }

    /// <summary>[B, inputs, H, W] to [B, outputs, H/stride, W/stride].</summary>
    public Tensor Forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        var residual = F.relu(bn1.Forward(conv1.Forward(x)));
        residual = bn2.Forward(conv2.Forward(residual));
        var shortcut = downsample is null ? x : downsampleNorm!.Forward(downsample.Forward(x));
        return F.relu(shortcut + residual).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        conv1.Dispose();
        bn1.Dispose();
        conv2.Dispose();
        bn2.Dispose();
        downsample?.Dispose();
        downsampleNorm?.Dispose();
    }
}
