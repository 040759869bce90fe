namespace Workbench.Pipeline.Configuration;

/// <summary>Who computes in what, as a whole (workbench.numeric_profile).</summary>
public enum NumericProfile
{
    /// <summary>LightX2V: the compute dtype nearly everywhere, latents rounded at each step.</summary>
    LightX2V,

    /// <summary>Official Wan2.2: fp32 residual, modulation, norms, latents and VAE; fp64 angles.</summary>
    Official,

    /// <summary>Official with fp32 compute: what oracles hold.</summary>
    Fp32,
}
