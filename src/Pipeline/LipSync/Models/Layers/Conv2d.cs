using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Layers;

/// <summary>A square 2D convolution. Cost: 2*inputs*outputs*kernel^2*H*W FLOP per image, H and W of the output.</summary>
internal sealed class Conv2d : IDisposable
{
    private readonly Tensor weight;
    private readonly Tensor? bias;
    private readonly long[] strides;
    private readonly long[] paddings;

    /// <param name="p">Scope that holds <c>weight</c> and <c>bias</c>.</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">Side of the kernel.</param>
    /// <param name="stride">Step in both directions.</param>
    /// <param name="padding">Zeros on each side; half the kernel when left out.</param>
    /// <param name="bias">Whether there is a bias.</param>
    public Conv2d(ParameterScope p, long inputs, long outputs, long kernel, long stride = 1, long? padding = null, bool bias = true)
    {
        weight = p.Tensor("weight", outputs, inputs, kernel, kernel);
        this.bias = bias ? p.Tensor("bias", outputs) : null;
        strides = [stride, stride];
        paddings = [padding ?? kernel / 2, padding ?? kernel / 2];
    }

    /// <summary>[B, inputs, H, W] to [B, outputs, H', W'].</summary>
    public Tensor Forward(Tensor x) => F.conv2d(x, weight, bias, strides, paddings);

    public void Dispose()
    {
        weight.Dispose();
        bias?.Dispose();
    }
}
