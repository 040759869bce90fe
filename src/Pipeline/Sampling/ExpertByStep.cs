using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Sampling;

/// <summary>wan2.2_moe_distill: the high-noise expert while step &lt; <c>boundary_step_index</c>.</summary>
public sealed record ExpertByStep(int BoundaryStepIndex) : IExpertRule
{
    public Expert Choose(int step, double timestep) => step < BoundaryStepIndex ? Expert.High : Expert.Low;
}
