namespace Workbench.Pipeline.Configuration;

/// <summary>Where an RMS norm over 16-bit values rounds: LightX2V's <c>rms_norm_type</c> decides, the official code has one way.</summary>
public enum RmsNormRounding
{
    /// <summary>fp32 throughout, one rounding at the end (LightX2V "sgl-kernel", its default).</summary>
    Once,

    /// <summary>fp32 norm, rounded to the input's dtype, then multiplied by the weight (official; LightX2V "torch").</summary>
    BeforeWeight,

    /// <summary>Square, mean and products each in the input's dtype (LightX2V without sgl_kernel installed).</summary>
    EveryOperation,
}
