using TorchSharp;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// The VAE with channels innermost: cuDNN convolves without re-laying tensors, and one pass norms, activates and writes straight behind the history.
/// Bytes of that pass: the chunk in and out, the history in and out. Tensor cores take channels in
/// groups of eight: pixels get zero channels beside them (25 MB a chunk at 480p), which spares re-laying 96 channels on the other side and a slower kernel.
/// </summary>
public sealed class ChannelsLastKernels : IVaeKernels
{
    /// <summary>The only instance: it has no state.</summary>
    public static ChannelsLastKernels Instance { get; } = new();

    private ChannelsLastKernels()
    {
    }

    public IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding) => FoldedConv3d.Gains(weight, timeStride, spacePadding)
        ? new FoldedConv3d(weight, bias)
        : new Repacked(weight, bias, (x, w, b) => F.conv3d(x, w, b, strides: [timeStride, 1, 1], padding: [0, spacePadding, spacePadding]));

    public IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding) =>
        new Repacked(weight, bias, (x, w, b) => F.conv2d(x, w, b, strides: [stride, stride], padding: [padding, padding]));

    public Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null) =>
        Takes(x, x.shape[1]) ? FusedNormSilu.Behind(ChannelsLast.Of(x), gamma, past, historyFrames, bias) : null;

    public bool TakesBiases(Tensor x, long outputs) => Takes(x, x.shape[1]) && Takes(x, outputs);

    public Tensor AddBiased(Tensor y, Tensor bias, Tensor shortcut) =>
        FusedElementwise.AddBiased(ChannelsLast.Inner(ChannelsLast.Of(y)), ChannelsLast.Inner(ChannelsLast.Of(shortcut)), bias).permute(0, 4, 1, 2, 3);

    private static bool Takes(Tensor x, long channels) => x.device_type == DeviceType.CUDA && x.shape[0] == 1 && FusedNormSilu.Fits(channels);

    private sealed class Repacked : IConvolution
    {
        private readonly Tensor weight, bias;
        private readonly long outputs;
        private readonly Func<Tensor, Tensor, Tensor?, Tensor> convolve;

        public Repacked(Tensor weight, Tensor bias, Func<Tensor, Tensor, Tensor?, Tensor> convolve)
        {
            using var scope = NewDisposeScope();
            outputs = weight.shape[0];
            this.weight = ChannelsLast.Of(ChannelsLast.Padded(ChannelsLast.Padded(weight, 0), 1)).DetachFromDisposeScope();
            this.bias = ChannelsLast.Padded(bias, 0).alias().DetachFromDisposeScope();
            this.convolve = convolve;
            weight.Dispose();
            bias.Dispose();
        }

        public Tensor Bias => bias;

        public Tensor Forward(Tensor x) => Convolve(x, bias);

        public Tensor ForwardBare(Tensor x) => Convolve(x, null);

        private Tensor Convolve(Tensor x, Tensor? added)
        {
            using var scope = NewDisposeScope();
            var y = convolve(x.shape[1] == weight.shape[1] ? ChannelsLast.Of(x) : ChannelsLast.Widened(x, weight.shape[1]), weight, added);
            return (y.shape[1] == outputs ? y : y.narrow(1, 0, outputs)).MoveToOuterDisposeScope();
        }

        public void Dispose()
        {
            weight.Dispose();
            bias.Dispose();
        }
    }
}
