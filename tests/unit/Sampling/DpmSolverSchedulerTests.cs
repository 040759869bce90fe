using Workbench.Pipeline.Sampling;

namespace Workbench.UnitTests.Sampling;

public sealed class DpmSolverSchedulerTests
{
    [Fact]
    public void It_starts_at_pure_noise()
    {
        using var scheduler = new DpmSolverScheduler(4, 5);
        Assert.Equal([1000d, 937, 833, 625], scheduler.Timesteps);
        Assert.Equal([1f, 0.9375f, (float)(5.0 * 0.5 / 3), 0.625f, 0f], scheduler.Sigmas);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_straight_path_is_followed_exactly_in_any_number_of_steps(int steps)
    {
        using var scheduler = new DpmSolverScheduler(steps, 5);
        SchedulerProperties.FollowsStraightPath(scheduler);
    }

    [Fact]
    public void It_is_nearer_the_exact_path_than_euler_at_the_same_noise_levels()
    {
        // Both of its ends are first-order steps, so the error does not fall with the square of the steps.
        using var dpm = new DpmSolverScheduler(20, 1);
        using var euler = new StepDistillScheduler([.. Enumerable.Range(0, 20).Select(i => 1000 - 50 * i)], 1);
        Assert.InRange(SchedulerProperties.ErrorOnCurvedPath(dpm), 0, SchedulerProperties.ErrorOnCurvedPath(euler) / 2);
    }

    [Fact]
    public void Steps_out_of_order_are_refused_until_reset()
    {
        using var scheduler = new DpmSolverScheduler(3, 5);
        SchedulerProperties.RefusesDisorder(scheduler);
    }

    [Fact]
    public void History_is_bounded_and_freed()
    {
        using var scheduler = new DpmSolverScheduler(20, 5);
        SchedulerProperties.KeepsAtMost(1, scheduler);
    }
}
