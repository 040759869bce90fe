using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;

namespace Workbench.UnitTests.Sampling;

public sealed class UniPCSchedulerTests
{
    /// <summary>Timesteps of the official scheduler for 40 steps and shift 5, from its own code.</summary>
    private static readonly double[] Forty =
    [
        999, 994, 989, 983, 978, 972, 965, 959, 952, 944, 937, 929, 920, 911, 902,
        892, 882, 870, 859, 846, 833, 818, 803, 786, 768, 749, 728, 706, 681, 654, 624, 591, 555, 514, 468, 416, 356, 288, 208, 113,
    ];

    [Fact]
    public void Forty_steps_visit_the_published_timesteps_fifteen_of_them_with_the_high_noise_expert()
    {
        using var scheduler = new UniPCScheduler(40, 5);
        Assert.Equal(Forty, scheduler.Timesteps);
        Assert.Equal(15, scheduler.Timesteps.Where((t, i) => ExpertByTimestep.ImageToVideo.Choose(i, t) == Expert.High).Count());
    }

    [Fact]
    public void The_first_sigma_is_the_training_tables_largest_after_the_shift_and_the_last_is_zero()
    {
        using var scheduler = new UniPCScheduler(40, 5);
        Assert.Equal(41, scheduler.Sigmas.Count);
        Assert.Equal(5 * 0.999 / (1 + 4 * 0.999), scheduler.Sigmas[0], 1e-7);
        Assert.Equal(0, scheduler.Sigmas[40]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    public void A_straight_path_is_followed_exactly_in_any_number_of_steps(int steps)
    {
        using var scheduler = new UniPCScheduler(steps, 5);
        SchedulerProperties.FollowsStraightPath(scheduler);
    }

    [Fact]
    public void The_error_falls_with_the_square_of_the_steps_at_least()
    {
        using var coarse = new UniPCScheduler(20, 1);
        using var fine = new UniPCScheduler(40, 1);
        Assert.InRange(SchedulerProperties.ErrorOnCurvedPath(fine), 0, SchedulerProperties.ErrorOnCurvedPath(coarse) / 3);
    }

    [Fact]
    public void Steps_out_of_order_are_refused_until_reset()
    {
        using var scheduler = new UniPCScheduler(3, 5);
        SchedulerProperties.RefusesDisorder(scheduler);
    }

    [Fact]
    public void History_is_bounded_and_freed()
    {
        using var scheduler = new UniPCScheduler(20, 5);
        SchedulerProperties.KeepsAtMost(3, scheduler);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(-1, 5)]
    [InlineData(4, 0)]
    public void Impossible_tables_are_refused(int steps, double shift) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new UniPCScheduler(steps, shift));
}
