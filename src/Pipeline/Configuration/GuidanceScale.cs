namespace Workbench.Pipeline.Configuration;

/// <summary>Guidance per expert, in LightX2V's order (official Wan2.2 orders the pair low, high).</summary>
public readonly record struct GuidanceScale(double High, double Low);
