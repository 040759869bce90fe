using TorchSharp;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// A 3x3x3 convolution as a 3x3 one over three frames side by side (<see cref="FoldedFrames"/>): the same products, summed in another order. At 96 channels and
/// 4 frames of 480x832 (0.8 TFLOP) cuDNN's 3-D kernels reach 290 TFLOP/s on an H200 and its 2-D ones 510; from 128 channels on the two are alike.
/// The price is a pass that writes 0.9 GB in place of 0.3.
/// </summary>
internal sealed class FoldedConv3d : IConvolution
{
    private readonly Tensor weight, bias;

    /// <param name="weight">[out, in, 3, 3, 3], taken over.</param>
    /// <param name="bias">[out], taken over.</param>
    public FoldedConv3d(Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var side = weight.permute(0, 2, 1, 3, 4).flatten(1, 2);               // [out, 3 * in, 3, 3]
        this.weight = ChannelsLast.Of(side).DetachFromDisposeScope();
        this.bias = bias.alias().DetachFromDisposeScope();
        weight.Dispose();
        bias.Dispose();
    }

    /// <summary>Whether a convolution gains by it: measured on an H200, see the benchmarks.</summary>
    public static bool Gains(Tensor weight, long timeStride, long spacePadding) =>
        weight.shape is [>= 64, >= 64 and < 128, FoldedFrames.Window, 3, 3] && FusedNormSilu.Fits(weight.shape[1]) && weight.shape[0] % 8 == 0 && timeStride == 1 && spacePadding == 1;

    public Tensor Bias => bias;

    public Tensor Forward(Tensor x) => Convolve(FoldedFrames.Fold(x), bias);

    public Tensor ForwardBare(Tensor x) => Convolve(FoldedFrames.Fold(x), null);

    /// <summary>The convolution, without its bias, of silu(norm(x + <paramref name="added"/>)) behind the history, which is then that of the next chunk.</summary>
    /// <param name="x">[1, in, t, h, w].</param>
    /// <param name="gamma">Of the norm.</param>
    /// <param name="added">[in], added to x first, or null.</param>
    /// <param name="history">Of the convolution.</param>
    /// <param name="kernels">Norm and activate where there is no CUDA.</param>
    public Tensor ForwardNormed(Tensor x, Tensor gamma, Tensor? added, FrameHistory history, IVaeKernels kernels)
    {
        using var scope = NewDisposeScope();
        Tensor seen;                                                         // [t, h, w, 3, in]
        if (x.device_type == DeviceType.CUDA)
        {
            seen = FoldedFrames.Behind(x, history.Frames);
            FusedNormSilu.Into(ChannelsLast.Of(x), gamma, added, seen);
        }
        else
        {
            seen = FoldedFrames.Fold(kernels.NormSiluBehind(x, gamma, history.Frames, FoldedFrames.Window - 1, added)!);
        }

        history.Keep(FoldedFrames.Kept(seen));
        return Convolve(seen, null).MoveToOuterDisposeScope();               // [1, out, t, h, w]
    }

    public void Dispose()
    {
        weight.Dispose();
        bias.Dispose();
    }

    private Tensor Convolve(Tensor folded, Tensor? added)
    {
        using var scope = NewDisposeScope();
        var y = nn.functional.conv2d(FoldedFrames.Channels(folded), weight, added, padding: [1, 1]); // [t, out, h, w]
        return y.permute(1, 0, 2, 3).unsqueeze(0).MoveToOuterDisposeScope();
    }
}
