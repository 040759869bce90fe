using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>
/// The fused kernels behind the elementwise switch point: fp32 inside, one rounding per result. Shapes that a kernel cannot take
/// (a row that is no multiple of eight, a view with gaps) go to <paramref name="fallback"/>.
/// </summary>
public sealed class NvrtcElementwise(IElementwise fallback) : IElementwise
{
    public string Name => "nvrtc";

    public Tensor NormModulate(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output, Tap tap, string norm) =>
        FusedRmsRope.Takes(x) && !tap.Listening // the bare norm is never written to memory: a listener gets the plain path
            ? FusedLayerNorm.Normalise(x, new(scale, shift, OnePlus: true), eps, output)
            : fallback.NormModulate(x, shift, scale, eps, output, tap, norm);

    public Tensor NormAffine(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) =>
        FusedRmsRope.Takes(x) ? FusedLayerNorm.Normalise(x, new(weight, bias, OnePlus: false), eps, output) : fallback.NormAffine(x, weight, bias, eps, output);

    public Tensor RmsNorm(Tensor x, Tensor weight, double eps, ScalarType output) =>
        FusedRmsRope.Takes(x) ? FusedRmsRope.Apply(x, weight, null, headDim: 8, eps, output) : fallback.RmsNorm(x, weight, eps, output);

    public Tensor RmsNormRope(Tensor x, Tensor weight, double eps, Tensor rope, ScalarType output, Tap tap, string norm)
    {
        var headDim = rope.shape[^1] * 2;
        if (!FusedRmsRope.Takes(x) || headDim % 8 != 0 || tap.Listening)
        {
            return fallback.RmsNormRope(x, weight, eps, rope, output, tap, norm);
        }

        using var scope = NewDisposeScope();
        var angles = rope.to(ScalarType.ComplexFloat32).view_as_real().contiguous(); // [L, 1, head_dim/2, 2]
        return FusedRmsRope.Apply(x, weight, angles, headDim, eps, output).unflatten(2, [-1, headDim]).MoveToOuterDisposeScope(); // [1, L, heads, d]
    }

    public Tensor AddGated(Tensor x, Tensor y, Tensor gate, bool overwrite) =>
        FusedRmsRope.Takes(x) && y.is_contiguous() ? FusedElementwise.AddGated(x, y, gate, overwrite) : fallback.AddGated(x, y, gate, overwrite);

    public Fp8Rows? NormModulateRows(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output) =>
        NormRows(x, new(scale, shift, OnePlus: true), eps, output);

    public Fp8Rows? NormAffineRows(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) =>
        NormRows(x, new(weight, bias, OnePlus: false), eps, output);

    public Fp8Rows? GeluRows(Tensor x)
    {
        if (!FusedRmsRope.Takes(x))
        {
            return null;
        }

        var (codes, scale) = FusedElementwise.Quantise(x, gelu: true);
        return new(codes, scale, x.dtype);
    }

    private static Fp8Rows? NormRows(Tensor x, NormAffine affine, double eps, ScalarType output)
    {
        if (!FusedRmsRope.Takes(x))
        {
            return null;
        }

        var (codes, scale) = FusedLayerNorm.NormaliseQuantised(x, null, null, affine, eps, output);
        return new(codes, scale, output);
    }

    public GeluPlace GeluPlace { get; init; }

    public Tensor? BiasGelu(Tensor x, Tensor bias) =>
        FusedRmsRope.Takes(x) && bias.dtype == x.dtype && bias.is_contiguous() ? FusedElementwise.BiasGelu(x, bias) : null;

    public Tensor Gelu(Tensor x) => fallback.Gelu(x);
}
