using TorchSharp;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// The VAE with channels innermost: cuDNN convolves without re-laying tensors, and one pass norms, activates and writes straight behind the history.
/// Bytes of that pass: the chunk in and out, the history in and out. Convolutions to or from few channels (pixels, latents) stay plain.
/// </summary>
public sealed class ChannelsLastKernels : IVaeKernels
{
    /// <summary>The only instance: it has no state.</summary>
    public static ChannelsLastKernels Instance { get; } = new();

    private ChannelsLastKernels()
    {
    }

    public IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding) =>
        Worth(weight)
            ? new Repacked(weight, bias, (x, w, b) => F.conv3d(x, w, b, strides: [timeStride, 1, 1], padding: [0, spacePadding, spacePadding]))
            : PlainVaeKernels.Instance.Conv3d(weight, bias, timeStride, spacePadding);

    public IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding) =>
        Worth(weight)
            ? new Repacked(weight, bias, (x, w, b) => F.conv2d(x, w, b, strides: [stride, stride], padding: [padding, padding]))
            : PlainVaeKernels.Instance.Conv2d(weight, bias, stride, padding);

    public Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames) =>
        x.device_type == DeviceType.CUDA && x.shape[0] == 1 && FusedNormSilu.Fits(x.shape[1]) ? FusedNormSilu.Behind(ChannelsLast.Of(x), gamma, past, historyFrames) : null;

    /// <summary>Tensor cores take channels in groups of eight.</summary>
    private static bool Worth(Tensor weight) => weight.shape[0] % 8 == 0 && weight.shape[1] % 8 == 0;

    private sealed class Repacked : IConvolution
    {
        private readonly Tensor weight, bias;
        private readonly Func<Tensor, Tensor, Tensor, Tensor> convolve;

        public Repacked(Tensor weight, Tensor bias, Func<Tensor, Tensor, Tensor, Tensor> convolve)
        {
            this.weight = ChannelsLast.Of(weight).DetachFromDisposeScope();
            this.bias = bias;
            this.convolve = convolve;
            weight.Dispose();
        }

        public Tensor Forward(Tensor x)
        {
            using var scope = NewDisposeScope();
            return convolve(ChannelsLast.Of(x), weight, bias).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            weight.Dispose();
            bias.Dispose();
        }
    }
}
