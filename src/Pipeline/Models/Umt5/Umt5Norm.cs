using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>RMS norm without bias: the mean square in fp32, rounded to the weight's dtype before the weight. Source: wan/modules/t5.py, <c>T5LayerNorm</c>.</summary>
internal sealed class Umt5Norm(ParameterScope parameters, Umt5Config config) : IDisposable
{
    private const double Epsilon = 1e-6;

    private readonly Tensor weight = parameters.Tensor("weight", config.Dim);

    /// <summary>[..., dim] to [..., dim].</summary>
    public Tensor Forward(Tensor x)
    {
        if (config.Fused && FusedRmsRope.Takes(x))
        {
            return FusedRmsRope.Apply(x, weight, null, headDim: 8, Epsilon, weight.dtype);
        }

        using var scope = NewDisposeScope();
        var scale = x.to(ScalarType.Float32).square().mean([-1], keepdim: true).add(Epsilon).rsqrt(); // [..., 1] fp32
        x = x.mul(scale).to(weight.dtype); // [..., dim]
        return weight.mul(x).MoveToOuterDisposeScope();
    }

    public void Dispose() => weight.Dispose();
}
