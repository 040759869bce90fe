using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>Arithmetic of the activation quantiser. They differ in the last bits of scales and in codes next to a tie.</summary>
public enum Fp8ActivationMath
{
    /// <summary>In fp32, whatever the activations' dtype: sgl_kernel.sgl_per_token_quant_fp8 and vLLM's scaled_fp8_quant (schemes fp8-sgl, fp8-vllm).</summary>
    Float32,

    /// <summary>In the activations' own dtype, largest value clamped at 1e-8: LightX2V's scheme fp8-torchao. The scale is a 16-bit number then.</summary>
    InputType,

    /// <summary>
    /// In fp32 with the largest value clamped at 1e-8 and the scale stored as bf16 afterwards: LightX2V's scheme fp8-triton. Its compiler turns the
    /// division by 448 into a product with the rounded reciprocal, which moves some codes across a tie.
    /// </summary>
    Triton,
}

/// <summary>Dynamic quantisation of activations to e4m3, one scale per token. Source: LightX2V lightx2v/common/ops/mm/mm_weight.py (act_quant_fp8_*) and triton_kernels.py.</summary>
public static class Fp8Activations
{
    /// <summary>
    /// scale = max|x| / 448 over the last axis, code = e4m3(clamp(x / scale)). A row of zeros gives codes and, in
    /// <see cref="Fp8ActivationMath.Float32"/>, a scale of zero: its product is zero, never NaN.
    /// </summary>
    /// <param name="x">[M, K].</param>
    /// <param name="math">Arithmetic.</param>
    /// <returns>Codes float8_e4m3fn [M, K] and scales fp32 [M, 1].</returns>
    public static (Tensor Codes, Tensor Scale) Quantise(Tensor x, Fp8ActivationMath math = Fp8ActivationMath.Float32)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        var value = math == Fp8ActivationMath.InputType ? x : x.to(ScalarType.Float32);          // [M, K]
        var largest = value.abs().amax([1], keepdim: true);                                      // [M, 1]
        if (math != Fp8ActivationMath.Float32)
        {
            largest = largest.clamp_min(1e-8);
        }

        var scale = math == Fp8ActivationMath.Triton ? largest * (1 / Fp8Codes.LargestE4M3) : Fp8Codes.DivideByLargest(largest); // [M, 1]
        var divisor = math == Fp8ActivationMath.Float32 ? scale.clamp_min(float.Epsilon) : scale;
        var codes = Fp8Codes.Saturate(value / divisor, Float8.E4M3FN);                           // [M, K]
        var stored = math == Fp8ActivationMath.Triton ? scale.to(ScalarType.BFloat16) : scale;
        return (codes.MoveToOuterDisposeScope(), stored.to(ScalarType.Float32).MoveToOuterDisposeScope());
    }
}
