using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>One kernel against its torch twin on the device.</summary>
/// <param name="Kernel">Kernel and case.</param>
/// <param name="Error">||kernel - reference|| / ||reference||, the reference in fp32 maths.</param>
/// <param name="Limit">Largest error allowed: one rounding of the output dtype and the reduction's own.</param>
/// <param name="Milliseconds">Median of one launch.</param>
/// <param name="GigabytesPerSecond">Bytes that must move, over that time.</param>
public sealed record KernelCheckRow(string Kernel, double Error, double Limit, double Milliseconds, double GigabytesPerSecond)
{
    /// <summary>Whether the error is inside the limit.</summary>
    public bool Passed => Error <= Limit;
}

/// <summary>Proves every fused kernel on the device at hand: equal to the plain torch operations within one rounding, with the bandwidth reached.</summary>
public static class KernelCheck
{
    // bf16 keeps 8 bits: one rounding to nearest is at most 2^-9 relative, about 1.7e-3 in the mean square over uniform mantissas.
    private const double OneRounding = 2.5e-3;

    /// <summary>Runs all checks on <paramref name="device"/> for rows of <paramref name="d"/> elements.</summary>
    public static IEnumerable<KernelCheckRow> Run(Device device, long rows, long d, long heads)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var x = randn([rows, d], ScalarType.BFloat16, device) * 3 + 1;
        var y = randn([rows, d], ScalarType.BFloat16, device);
        var gate = randn([d], ScalarType.Float32, device);
        var scale = randn([d], ScalarType.Float32, device) * 0.2;
        var shift = randn([d], ScalarType.Float32, device);
        var affine = new NormAffine(scale, shift, OnePlus: true);
        long row = rows * d * 2;

        yield return Row("layer_norm modulate bf16", 2 * row,
            () => FusedLayerNorm.Normalise(x, affine, 1e-6, ScalarType.BFloat16), Normalised(x.@float(), affine));

        var stream = x.@float();
        yield return Row("layer_norm modulate fp32 stream", 3 * row,
            () => FusedLayerNorm.Normalise(stream, affine, 1e-6, ScalarType.BFloat16), Normalised(stream, affine));

        var sum = (x.@float() + y.@float() * gate).to(ScalarType.BFloat16);
        var running = x.clone();
        yield return Row("residual + layer_norm", 4 * row,
            () => FusedLayerNorm.AddAndNormalise(running, y, gate, affine, 1e-6, ScalarType.BFloat16), Normalised(sum.@float(), affine), () => running.copy_(x));

        yield return Row("gated residual", 3 * row, () => FusedElementwise.AddGated(x, y, gate), sum.@float());

        var headDim = d / heads;
        var angles = rand([rows, headDim / 2], ScalarType.Float32, device) * 6.28;
        var table = stack([angles.cos(), angles.sin()], dim: -1);
        var weight = randn([d], ScalarType.Float32, device) + 1;
        var q = x.clone();
        var k = y.clone();
        yield return Row("rms norm + rope (q and k)", 4 * row + rows * headDim * 4, () => { FusedRmsRope.ApplyInPlace(q, weight, k, weight, table, headDim, 1e-6); return q; },
            Rotated(RmsNorm(x.@float(), weight), table, headDim), () => q.copy_(x));

        foreach (var gelu in new[] { false, true })
        {
            var source = gelu ? Gelu(x.@float()).to(ScalarType.BFloat16).@float() : x.@float();
            yield return Row(gelu ? "gelu + quantise e4m3" : "quantise e4m3", row + row / 2, () => Dequantised(FusedElementwise.Quantise(x, gelu)),
                Rounded(source), limit: 2e-2, timed: () => FusedElementwise.Quantise(x, gelu).Values); // a tie of the other gelu rounding moves one e4m3 step
        }

        yield return Row("layer_norm + quantise e4m3", row + row / 2, () => Dequantised(FusedLayerNorm.NormaliseQuantised(x, null, null, affine, 1e-6, ScalarType.BFloat16)),
            Rounded(Normalised(x.@float(), affine).to(ScalarType.BFloat16).@float()), limit: 2e-2,
            timed: () => FusedLayerNorm.NormaliseQuantised(x, null, null, affine, 1e-6, ScalarType.BFloat16).Values);
        foreach (var check in Codes(x, affine, row + row / 2))
        {
            yield return check;
        }
    }

    /// <summary>
    /// Codes and scales of the fused quantisers against torch's own: the quantiser alone must give the same bits; behind a norm or a GELU the 16-bit value
    /// before it may have rounded the other way, which moves a code by one step at most.
    /// </summary>
    private static IEnumerable<KernelCheckRow> Codes(Tensor x, NormAffine affine, long bytes)
    {
        double Differing((Tensor Values, Tensor Scales) got, Tensor source)
        {
            using var scope = NewDisposeScope();
            var (codes, scale) = Fp8Activations.Quantise(source);
            var other = Fp8Codes.Bits(got.Values).ne(Fp8Codes.Bits(codes)).to(ScalarType.Float32).mean().item<float>();
            return Math.Max(other, got.Scales.ne(scale).to(ScalarType.Float32).mean().item<float>());
        }

        KernelCheckRow Check(string name, double limit, Func<(Tensor, Tensor)> run, Tensor source)
        {
            using var scope = NewDisposeScope();
            var differing = Differing(run(), source);
            var milliseconds = CudaTimer.Median(() => run().Item1);
            return new(name, differing, limit, milliseconds, bytes / milliseconds / 1e6);
        }

        yield return Check("quantise e4m3, codes that differ from torch's", 0, () => FusedElementwise.Quantise(x, gelu: false), x);
        yield return Check("layer_norm + quantise, codes that differ from quantise(layer_norm)", 1e-3, // the compiler may contract the two variants differently
            () => FusedLayerNorm.NormaliseQuantised(x, null, null, affine, 1e-6, ScalarType.BFloat16), FusedLayerNorm.Normalise(x, affine, 1e-6, ScalarType.BFloat16));
        yield return Check("gelu + quantise, codes that differ from torch's", 2e-2, () => FusedElementwise.Quantise(x, gelu: true), Gelu(x));
    }

    private static Tensor Normalised(Tensor x, NormAffine a) => F.layer_norm(x, [x.shape[^1]], eps: 1e-6) * (a.Multiply + (a.OnePlus ? 1 : 0)) + a.Add;

    private static Tensor RmsNorm(Tensor x, Tensor weight) => x * (x.square().mean([-1], keepdim: true) + 1e-6).rsqrt() * weight;

    private static Tensor Gelu(Tensor x) => Aten.Call("aten::gelu", "", x, "tanh");

    private static Tensor Rotated(Tensor x, Tensor table, long headDim)
    {
        var pairs = x.reshape(x.shape[0], -1, headDim / 2, 2);
        var (re, im) = (pairs[.., .., .., 0], pairs[.., .., .., 1]);
        var (cos, sin) = (table[.., TensorIndex.None, .., 0], table[.., TensorIndex.None, .., 1]);
        return stack([re * cos - im * sin, re * sin + im * cos], dim: -1).reshape(x.shape);
    }

    /// <summary>x after row-wise e4m3 quantisation, by torch's own cast.</summary>
    private static Tensor Rounded(Tensor x)
    {
        var scale = x.abs().amax([-1], keepdim: true) / 448;
        return (x / scale).clamp(-448, 448).to(Float8.E4M3FN).to(ScalarType.Float32) * scale;
    }

    private static Tensor Dequantised((Tensor Values, Tensor Scales) q) => q.Values.to(ScalarType.Float32) * q.Scales;

    private static KernelCheckRow Row(
        string name, long bytes, Func<Tensor> run, Tensor reference, Action? reset = null, double limit = OneRounding, Func<Tensor>? timed = null)
    {
        using var scope = NewDisposeScope();
        reset?.Invoke();
        var got = run().to(ScalarType.Float32);
        var error = ((got - reference).square().sum().sqrt() / reference.square().sum().sqrt()).item<float>();
        var milliseconds = CudaTimer.Median(() => (timed ?? run)());
        return new(name, error, limit, milliseconds, bytes / milliseconds / 1e6);
    }
}
