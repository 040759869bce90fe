using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Sampling;

/// <summary>Chooses the expert of a step.</summary>
public interface IExpertRule
{
    /// <summary>The expert for step <paramref name="step"/> (from 0) at <paramref name="timestep"/> (0 to 1000).</summary>
    Expert Choose(int step, double timestep);
}
