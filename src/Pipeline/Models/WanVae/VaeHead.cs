using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Norm, SiLU and the last 3x3x3 convolution of encoder and decoder (upstream <c>head</c>).</summary>
internal sealed class VaeHead(ParameterScope parameters, long inputs, long outputs, IVaeKernels kernels) : IDisposable
{
    private readonly ChannelNorm head0 = new(parameters[0], inputs, positionAxes: 3);
    private readonly CausalConv3d head2 = new(parameters[2], inputs, outputs, (3, 3), kernels);

    /// <summary>x [b, in, t, h, w] to [b, out, t, h, w].</summary>
    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        return head2.ForwardNormed(x, head0, "head.0", cache, tap, "head.2").MoveToOuterDisposeScope(); // [b, out, t, h, w]
    }

    public void Dispose()
    {
        head0.Dispose();
        head2.Dispose();
    }
}
