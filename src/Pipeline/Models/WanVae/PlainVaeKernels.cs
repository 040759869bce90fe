using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Torch's own kernels: the reference.</summary>
public sealed class PlainVaeKernels : IVaeKernels
{
    /// <summary>The only instance: it has no state.</summary>
    public static PlainVaeKernels Instance { get; } = new();

    private PlainVaeKernels()
    {
    }

    public IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding) =>
        new Plain(weight, bias, (x, b) => nn.functional.conv3d(x, weight, b, strides: [timeStride, 1, 1], padding: [0, spacePadding, spacePadding]));

    public IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding) =>
        new Plain(weight, bias, (x, b) => nn.functional.conv2d(x, weight, b, strides: [stride, stride], padding: [padding, padding]));

    public Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null) => null;

    public bool TakesBiases(Tensor x, long outputs) => false;

    public Tensor AddBiased(Tensor y, Tensor bias, Tensor shortcut) => y + bias.view(1, -1, 1, 1, 1) + shortcut;

    private sealed class Plain(Tensor weight, Tensor bias, Func<Tensor, Tensor?, Tensor> forward) : IConvolution
    {
        public Tensor Bias => bias;

        public Tensor Forward(Tensor x) => forward(x, bias);

        public Tensor ForwardBare(Tensor x) => forward(x, null);

        public void Dispose()
        {
            weight.Dispose();
            bias.Dispose();
        }
    }
}
