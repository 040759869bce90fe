using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;
using GeluApproximation = TorchSharp.Modules.GELU.Approximate;

namespace Workbench.Pipeline.Kernels;

/// <summary>Plain torch operations in upstream's order: the reference for every fused kernel, and the path on the CPU.</summary>
/// <param name="rounding">Where RMS norms round.</param>
public sealed class TorchElementwise(RmsNormRounding rounding) : IElementwise
{
    public string Name => "torch";

    public Tensor NormModulate(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output, Tap tap, string norm)
    {
        using var scope = NewDisposeScope();
        var normed = F.layer_norm(x, [x.shape[^1]], eps: eps); // [1, L, D], fp32 inside, rounded once to x's dtype
        normed = tap.Pass(norm, normed);
        var modulated = normed * (1 + scale) + shift; // [1, L, D]
        return modulated.to(output).MoveToOuterDisposeScope();
    }

    public Tensor NormAffine(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output)
    {
        using var scope = NewDisposeScope();
        return F.layer_norm(x, [x.shape[^1]], weight, bias, eps).to(output).MoveToOuterDisposeScope();
    }

    public Tensor RmsNorm(Tensor x, Tensor weight, double eps, ScalarType output)
    {
        using var scope = NewDisposeScope();
        return Normalise(x, weight, eps).to(output).MoveToOuterDisposeScope();
    }

    public Tensor RmsNormRope(Tensor x, Tensor weight, double eps, Tensor rope, ScalarType output, Tap tap, string norm)
    {
        using var scope = NewDisposeScope();
        var (length, pairs) = (x.shape[1], rope.shape[^1]);
        var normed = Normalise(x, weight, eps); // [1, L, D]
        normed = tap.Pass(norm, normed);
        var real = rope.dtype == ScalarType.ComplexFloat64 ? ScalarType.Float64 : ScalarType.Float32;
        var complex = normed.to(real).reshape(1, length, -1, pairs, 2).view_as_complex(); // [1, L, heads, d/2]
        var rotated = (complex * rope).view_as_real().flatten(3); // [1, L, heads, d]
        return rotated.to(output).MoveToOuterDisposeScope();
    }

    public Tensor AddGated(Tensor x, Tensor y, Tensor gate, bool overwrite)
    {
        using var scope = NewDisposeScope();
        var branch = y * gate;
        return (overwrite ? x.add_(branch).alias() : x + branch).MoveToOuterDisposeScope();
    }

    public Tensor Gelu(Tensor x) => F.gelu(x, GeluApproximation.tanh);

    private Tensor Normalise(Tensor x, Tensor weight, double eps)
    {
        if (rounding == RmsNormRounding.EveryOperation)
        {
            return x * InverseRms(x, eps) * weight;
        }

        var wide = x.to(ScalarType.Float32);
        var normed = wide * InverseRms(wide, eps);
        return rounding == RmsNormRounding.BeforeWeight ? normed.to(x.dtype) * weight : (normed * weight.to(ScalarType.Float32)).to(x.dtype);
    }

    private static Tensor InverseRms(Tensor x, double eps) => (x.square().mean([-1], keepdim: true) + eps).rsqrt();
}
