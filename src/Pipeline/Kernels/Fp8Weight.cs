using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// An e4m3 weight with one fp32 scale per output channel; activations are quantised per token on the fly (upstream's scheme fp8-sgl):
/// y[m,n] = sum_k A[m,k] W[n,k] * scaleA[m] * scaleW[n] + bias[n].
/// On CUDA from compute capability 8.9 this is <c>torch._scaled_mm</c>; elsewhere, and where K or N is no multiple of 16, the same
/// numbers are multiplied in fp32, which is exact up to the order of summation.
/// </summary>
public sealed class Fp8Weight : ILinearWeight
{
    private readonly Tensor codes, scale;
    private readonly Fp8Options options;

    /// <param name="codes">float8_e4m3fn [outputs, inputs], owned by this object.</param>
    /// <param name="scale">fp32 [outputs, 1], owned by this object.</param>
    /// <param name="options">How to compute.</param>
    public Fp8Weight(Tensor codes, Tensor scale, Fp8Options? options = null)
    {
        ArgumentNullException.ThrowIfNull(codes);
        ArgumentNullException.ThrowIfNull(scale);
        if (codes.dtype != Float8.E4M3FN || codes.shape.Length != 2 || scale.dtype != ScalarType.Float32 || !scale.shape.AsSpan().SequenceEqual([codes.shape[0], 1]))
        {
            throw new ArgumentException($"expected codes float8_e4m3fn [N,K] and scale float32 [N,1], got {codes.dtype}[{string.Join(",", codes.shape)}] and {scale.dtype}[{string.Join(",", scale.shape)}]");
        }

        (this.codes, this.scale, this.options) = (codes, scale, options ?? new());
    }

    public long Outputs => codes.shape[0];

    public long Inputs => codes.shape[1];

    public long Bytes => codes.numel() + 4 * scale.numel();

    /// <summary>float8_e4m3fn [outputs, inputs].</summary>
    public Tensor Codes => codes;

    /// <summary>fp32 [outputs, 1].</summary>
    public Tensor Scale => scale;

    public IReadOnlyList<Tensor> Tensors => [codes, scale];

    public ILinearWeight Over(IReadOnlyList<Tensor> tensors) => new Fp8Weight(tensors[0], tensors[1], options);

    public Tensor Multiply(Tensor x, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        if (!options.QuantiseActivations)
        {
            return F.linear(x, Widened().to(x.dtype), bias).MoveToOuterDisposeScope();
        }

        var flat = x.reshape(-1, Inputs);                                                        // [M, K]
        var (tokens, tokenScale) = options.Fused && options.ActivationMath == Fp8ActivationMath.Float32 && flat.shape[0] > 0 && FusedRmsRope.Takes(flat)
            ? FusedElementwise.Quantise(flat, gelu: false)                                       // one pass in place of about six, the same codes
            : Fp8Activations.Quantise(flat, options.ActivationMath);                             // [M, K], [M, 1]
        var y = options.UseScaledMatmul && flat.shape[0] > 0 && ScaledMatmul.Can(x.device, Outputs, Inputs)
            ? OnTensorCores(tokens, tokenScale, bias, x.dtype)
            : Exact(tokens, tokenScale, bias, x.dtype);                                          // [M, N]
        return y.reshape([.. x.shape[..^1], Outputs]).MoveToOuterDisposeScope();
    }

    /// <summary>Whether <see cref="Multiply(Fp8Rows, Tensor?)"/> works on a device and quantises as this layer would.</summary>
    public bool TakesRows(Device device) =>
        options is { Fused: true, QuantiseActivations: true, UseScaledMatmul: true, ActivationMath: Fp8ActivationMath.Float32 } && ScaledMatmul.Can(device, Outputs, Inputs);

    /// <summary>Rows quantised by their producer, times the transposed weight, plus bias: [..., outputs] in the rows' dtype. 2*M*N*K FLOP, reads (M + N) * K bytes.</summary>
    public Tensor Multiply(Fp8Rows rows, Tensor? bias)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var scope = NewDisposeScope();
        var y = OnTensorCores(rows.Codes.reshape(-1, Inputs), rows.Scale, bias, rows.Dtype);     // [M, N]
        return y.reshape([.. rows.Codes.shape[..^1], Outputs]).MoveToOuterDisposeScope();
    }

    public Tensor Dense(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        return Widened().to(dtype).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        codes.Dispose();
        scale.Dispose();
    }

    private Tensor Widened() => codes.to(ScalarType.Float32) * scale;                            // [N, K]

    private Tensor OnTensorCores(Tensor tokens, Tensor tokenScale, Tensor? bias, ScalarType dtype)
    {
        if (dtype == ScalarType.BFloat16)
        {
            return ScaledMatmul.Multiply(tokens, tokenScale, codes, scale, bias);
        }

        // The product is rounded to bf16 in any case; a bias of another type is added in fp32 afterwards.
        var product = ScaledMatmul.Multiply(tokens, tokenScale, codes, scale, null).to(ScalarType.Float32);
        return (bias is null ? product : product + bias.to(ScalarType.Float32)).to(dtype);
    }

    private Tensor Exact(Tensor tokens, Tensor tokenScale, Tensor? bias, ScalarType dtype)
    {
        var product = tokens.to(ScalarType.Float32).mm(codes.to(ScalarType.Float32).t()) * tokenScale * scale.t();
        return (bias is null ? product : product + bias.to(ScalarType.Float32)).to(dtype);
    }
}
