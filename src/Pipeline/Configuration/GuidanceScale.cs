namespace Workbench.Pipeline.Configuration;

/// <summary>
/// Classifier-free guidance strength per expert, named because the two upstreams disagree on the order:
/// LightX2V's <c>sample_guide_scale</c> is [high, low], official <c>guide_scale</c> is (low, high). A14B's default is 3.5 for both.
/// </summary>
public readonly record struct GuidanceScale(double High, double Low)
{
    /// <summary>From LightX2V's order, <c>sample_guide_scale</c>.</summary>
    public static GuidanceScale FromLightX2V(double high, double low) => new(high, low);

    /// <summary>From the official order, <c>guide_scale</c>.</summary>
    public static GuidanceScale FromOfficial(double low, double high) => new(high, low);
}
