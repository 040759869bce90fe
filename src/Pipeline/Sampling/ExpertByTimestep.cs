using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Sampling;

/// <summary>wan2.2_moe and official: the high-noise expert while timestep >= boundary * 1000, the boundary itself included.</summary>
/// <param name="Boundary">Configuration key <c>boundary</c>, 0 to 1.</param>
public sealed record ExpertByTimestep(double Boundary) : IExpertRule
{
    /// <summary>0.900, the image-to-video value (wan/configs/wan_i2v_A14B.py); text-to-video has 0.875.</summary>
    public static ExpertByTimestep ImageToVideo { get; } = new(0.900);

    public Expert Choose(int step, double timestep) => timestep >= Boundary * FlowSigmas.TrainTimesteps ? Expert.High : Expert.Low;
}
