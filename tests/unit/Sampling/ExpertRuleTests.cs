using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;

namespace Workbench.UnitTests.Sampling;

public sealed class ExpertRuleTests
{
    [Theory]
    [InlineData(1000, Expert.High)]
    [InlineData(900.0001, Expert.High)]
    [InlineData(900, Expert.High)]
    [InlineData(899.9999, Expert.Low)]
    [InlineData(0, Expert.Low)]
    public void The_boundary_itself_belongs_to_the_high_noise_expert(double timestep, Expert expected) =>
        Assert.Equal(expected, ExpertByTimestep.ImageToVideo.Choose(7, timestep));

    [Theory]
    [InlineData(0, Expert.High)]
    [InlineData(1, Expert.High)]
    [InlineData(2, Expert.Low)]
    public void By_step_the_boundary_index_belongs_to_the_low_noise_expert(int step, Expert expected) =>
        Assert.Equal(expected, new ExpertByStep(2).Choose(step, 0));

    [Fact]
    public void Shift_three_reaches_exactly_nine_hundred_and_stays_high()
    {
        using var scheduler = new StepDistillScheduler([1000, 750, 500, 250], 3);
        Assert.Equal(900, scheduler.Timesteps[1], 1e-3);
        Assert.Equal(scheduler.Timesteps[1] >= 900 ? Expert.High : Expert.Low, ExpertByTimestep.ImageToVideo.Choose(1, scheduler.Timesteps[1]));
    }

    [Fact]
    public void Scales_are_named_because_the_upstreams_order_them_differently()
    {
        Assert.Equal(GuidanceScale.FromOfficial(low: 3, high: 4), GuidanceScale.FromLightX2V(high: 4, low: 3));
        Assert.Equal(4, GuidanceScale.FromOfficial(3, 4).For(Expert.High));
        Assert.Equal(3, GuidanceScale.FromOfficial(3, 4).For(Expert.Low));
        Assert.Equal(3, GuidanceScale.FromLightX2V(3, 4).For(Expert.High));
    }
}
