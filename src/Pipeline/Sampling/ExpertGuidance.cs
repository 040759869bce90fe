using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Sampling;

/// <summary>The guidance of an expert.</summary>
public static class ExpertGuidance
{
    /// <summary>The strength for one expert.</summary>
    public static double For(this GuidanceScale scale, Expert expert) => expert == Expert.High ? scale.High : scale.Low;
}
