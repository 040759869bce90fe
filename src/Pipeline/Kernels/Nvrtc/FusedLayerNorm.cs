using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>What a fused LayerNorm does besides normalising.</summary>
/// <param name="Multiply">[D], scale or weight.</param>
/// <param name="Add">[D], shift or bias.</param>
/// <param name="OnePlus">Whether the factor is 1 + <paramref name="Multiply"/> (modulation) or <paramref name="Multiply"/> itself (affine).</param>
public readonly record struct NormAffine(Tensor Multiply, Tensor Add, bool OnePlus);

/// <summary>
/// LayerNorm + modulation (or affine), optionally after adding a branch to the stream and optionally quantised to e4m3, in one pass.
/// Bytes: rows * D * (stream in + output) and, with a residual, also the branch in and the stream out; nothing else touches device memory.
/// </summary>
public static class FusedLayerNorm
{
    /// <summary>LN(x) * factor + add, in <paramref name="output"/>.</summary>
    /// <param name="x">[..., D], bf16, fp16 or fp32, contiguous.</param>
    public static Tensor Normalise(Tensor x, NormAffine affine, double eps, ScalarType output)
    {
        var result = empty(x.shape, output, x.device);
        Launch(x, null, null, affine, result, null, eps, output);
        return result;
    }

    /// <summary>x += branch * gate (or x += branch), in place, then LN(x) * factor + add.</summary>
    public static Tensor AddAndNormalise(Tensor x, Tensor branch, Tensor? gate, NormAffine affine, double eps, ScalarType output)
    {
        var result = empty(x.shape, output, x.device);
        Launch(x, branch, gate, affine, result, null, eps, output);
        return result;
    }

    /// <summary>As <see cref="Normalise"/>, quantised: e4m3 [..., D] and fp32 scales [rows, 1]. Values round to <paramref name="output"/> first, as unfused code has it.</summary>
    public static (Tensor Values, Tensor Scales) NormaliseQuantised(Tensor x, Tensor? branch, Tensor? gate, NormAffine affine, double eps, ScalarType output)
    {
        var values = empty(x.shape, Runtime.Float8.E4M3FN, x.device);
        var scales = empty([x.numel() / x.shape[^1], 1], ScalarType.Float32, x.device);
        Launch(x, branch, gate, affine, values, scales, eps, output);
        return (values, scales);
    }

    private static void Launch(Tensor x, Tensor? branch, Tensor? gate, NormAffine affine, Tensor result, Tensor? scales, double eps, ScalarType output)
    {
        var d = x.shape[^1];
        var threads = RowShape.Threads(d);
        var kernel = KernelLibrary.Get(
            "layer_norm", "layer_norm", x.device.index,
            RowShape.Define("D", d), RowShape.Define("THREADS", threads), RowShape.Define("X", x.dtype), RowShape.Define("Y", branch?.dtype ?? x.dtype),
            RowShape.Define("S", affine.Multiply.dtype), RowShape.Define("O", output),
            RowShape.Define("RESIDUAL", branch is null ? 0 : gate is null ? 1 : 2), RowShape.Define("ONE", affine.OnePlus ? 1 : 0), RowShape.Define("QUANT", scales is null ? 0 : 1));
        kernel.Launch(x.numel() / d, 1, threads, x, branch, gate, affine.Multiply, affine.Add, result, scales, (float)eps);
    }
}
