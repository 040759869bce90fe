namespace Workbench.Pipeline.Configuration;

/// <summary>The sampler that a run uses.</summary>
public enum Sampler
{
    /// <summary>LightX2V's step-distill Euler scheduler (wan2.2_moe_distill).</summary>
    StepDistill,

    /// <summary>Flow-matching UniPC, order 2 (wan2.2_moe).</summary>
    UniPc,

    /// <summary>Flow-matching DPM-Solver++, order 2: official Wan2.2's second sampler, not offered by LightX2V.</summary>
    DpmPlusPlus,
}
