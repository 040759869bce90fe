using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// A 3-D convolution that sees the past only: kt - 1 frames of history stand in front of each chunk, zero frames at the start of a run,
/// so that a video in chunks gives what it gives in one piece. Source: CausalConv3d and the cache rules of its callers in vae2_1.py.
/// </summary>
internal sealed class CausalConv3d : IDisposable
{
    private readonly IConvolution convolution;
    private readonly IVaeKernels kernels;
    private readonly long historyFrames;

    /// <param name="parameters">Holds <c>weight</c> [out, in, kt, k, k] and <c>bias</c> [out].</param>
    /// <param name="inputs">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="kernel">kt and k; space is padded by (k - 1) / 2 on each side.</param>
    /// <param name="kernels">Implementation.</param>
    public CausalConv3d(ParameterScope parameters, long inputs, long outputs, (long Time, long Space) kernel, IVaeKernels kernels)
    {
        this.kernels = kernels;
        historyFrames = kernel.Time - 1;
        var weight = parameters.Tensor("weight", outputs, inputs, kernel.Time, kernel.Space, kernel.Space);
        convolution = kernels.Conv3d(weight, parameters.Tensor("bias", outputs), timeStride: 1, spacePadding: (kernel.Space - 1) / 2);
    }

    /// <summary>How many chunks of <paramref name="frames"/> frames the history reaches back.</summary>
    public long Depth(long frames) => (historyFrames + frames - 1) / frames;

    /// <summary>x [b, in, t, h, w] to [b, out, t, h, w].</summary>
    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap.Launch("conv3d");
        if (historyFrames == 0)
        {
            return convolution.Forward(x).MoveToOuterDisposeScope();
        }

        // Upstream remembers fewer frames than that after a one-frame chunk and pads the rest with zeros; remembering the zeros is the same.
        var history = cache.Of(this);
        var (b, c, h, w) = (x.shape[0], x.shape[1], x.shape[3], x.shape[4]);
        var past = history.Frames ?? zeros([b, c, historyFrames, h, w], x.dtype, x.device); // [b, in, kt-1, h, w]
        return Convolve(cat([past, x], 2), history).MoveToOuterDisposeScope();              // [b, out, t, h, w]
    }

    /// <summary>[out].</summary>
    public Tensor Bias => convolution.Bias;

    /// <summary>A 1x1x1 convolution of x without its bias.</summary>
    public Tensor ForwardBare(Tensor x) => convolution.ForwardBare(x);

    /// <summary>
    /// The convolution, without its bias, of silu(norm(x + <paramref name="bias"/>)); only where the kernels take biases
    /// (<see cref="IVaeKernels.TakesBiases"/>) and nobody listens.
    /// </summary>
    public Tensor ForwardBare(Tensor x, ChannelNorm norm, Tensor? bias, FeatureCache cache)
    {
        using var scope = NewDisposeScope();
        var history = cache.Of(this);
        if (convolution is FoldedConv3d folded)
        {
            return folded.ForwardNormed(x, norm.Gamma, bias, history, kernels).MoveToOuterDisposeScope(); // [b, out, t, h, w]
        }

        var seen = kernels.NormSiluBehind(x, norm.Gamma, history.Frames, historyFrames, bias)!; // [b, in, kt-1+t, h, w]
        history.Remember(seen.narrow(2, seen.shape[2] - historyFrames, historyFrames));
        return convolution.ForwardBare(seen).MoveToOuterDisposeScope();                         // [b, out, t, h, w]
    }

    /// <summary>The convolution of silu(norm(x)): fused where nobody listens and the kernels can, operation by operation otherwise.</summary>
    /// <param name="x">[b, in, t, h, w], left alone.</param>
    /// <param name="norm">Norm over the input channels.</param>
    /// <param name="normName">Tap name of the norm.</param>
    /// <param name="cache">Histories of the run.</param>
    /// <param name="tap">Place of the layer that owns norm and convolution.</param>
    /// <param name="name">Tap name of the convolution.</param>
    public Tensor ForwardNormed(Tensor x, ChannelNorm norm, string normName, FeatureCache cache, Tap tap, string name)
    {
        using var scope = NewDisposeScope();
        var history = cache.Of(this);
        if (!tap.Listening && kernels.NormSiluBehind(x, norm.Gamma, history.Frames, historyFrames) is { } seen)
        {
            return Convolve(seen, history).MoveToOuterDisposeScope();                       // [b, out, t, h, w]
        }

        var y = tap.Pass(normName, norm.Forward(x));                                        // [b, in, t, h, w]
        y = silu(y, inplace: true);
        return Forward(y, cache, tap[name]).MoveToOuterDisposeScope();                      // [b, out, t, h, w]
    }

    public void Dispose() => convolution.Dispose();

    /// <summary>seen [b, in, kt-1+t, h, w] to [b, out, t, h, w]; its last kt-1 frames are remembered.</summary>
    private Tensor Convolve(Tensor seen, FrameHistory history)
    {
        history.Remember(seen.narrow(2, seen.shape[2] - historyFrames, historyFrames));
        return convolution.Forward(seen);
    }
}
