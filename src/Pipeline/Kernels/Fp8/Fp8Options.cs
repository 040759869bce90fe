namespace Workbench.Pipeline.Kernels.Fp8;

/// <summary>How fp8 linear layers compute. The defaults are upstream's scheme fp8-sgl, except that scales keep their fp32 value.</summary>
public sealed record Fp8Options
{
    /// <summary>
    /// Whether activations are rounded to e4m3 per token, as upstream does (W8A8). Without it the weight is dequantised to the activations' dtype
    /// and multiplied plainly: closer to the unquantised model, slower, and not what the published model was tuned with.
    /// </summary>
    public bool QuantiseActivations { get; init; } = true;

    /// <summary>Arithmetic of the activation quantiser.</summary>
    public Fp8ActivationMath ActivationMath { get; init; } = Fp8ActivationMath.Float32;

    /// <summary>
    /// Rounds the stored fp32 weight scales to bf16 at load, as LightX2V's loader does without lazy_load (it casts every floating tensor to the compute
    /// dtype). Off by default: it costs accuracy (0.2 % of the output's norm on the tiny model) and serves only comparisons bit for bit.
    /// </summary>
    public bool RoundScales { get; init; }

    /// <summary>Whether <c>torch._scaled_mm</c> may be used where the device has it (CUDA, compute capability 8.9 and later).</summary>
    public bool UseScaledMatmul { get; init; } = true;

    /// <summary>
    /// Whether activations are quantised by a kernel, in the pass that makes them where there is one (norm and modulation, GELU). The codes are those of
    /// <see cref="Fp8Activations"/> in <see cref="Fp8ActivationMath.Float32"/>, which is its twin; other arithmetics always take torch operations.
    /// </summary>
    public bool Fused { get; init; }
}
