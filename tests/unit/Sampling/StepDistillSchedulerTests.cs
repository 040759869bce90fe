using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Sampling;

public sealed class StepDistillSchedulerTests
{
    private static readonly int[] Usual = [1000, 750, 500, 250];

    [Theory]
    [InlineData(5.0, 1.0, 0.9375, 0.8333333, 0.625)]
    [InlineData(3.0, 1.0, 0.9, 0.75, 0.5)]
    [InlineData(8.0, 1.0, 0.96, 0.8888889, 0.7272727)]
    [InlineData(1.0, 1.0, 0.75, 0.5, 0.25)]
    public void Sigmas_follow_the_shift_and_timesteps_the_sigmas(double shift, params double[] sigmas)
    {
        using var scheduler = new StepDistillScheduler(Usual, shift);
        Assert.Equal([.. sigmas, 0], scheduler.Sigmas.Select(s => (double)s), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(sigmas.Select(s => 1000 * s), scheduler.Timesteps, (a, b) => Math.Abs(a - b) < 1e-3);
    }

    [Fact]
    public void A_step_is_eulers_and_the_last_ends_at_the_clean_latent()
    {
        using var scope = NewDisposeScope();
        using var scheduler = new StepDistillScheduler([1000, 500], 1);
        var (x, v) = (tensor(new float[] { 4, -2 }), tensor(new float[] { 1, 3 }));

        var first = scheduler.Step(v, 0, x);
        var second = scheduler.Step(v, 1, first);

        Assert.Equal([3.5f, -3.5f], first.data<float>().ToArray());
        Assert.Equal([3f, -5f], second.data<float>().ToArray());
    }

    [Fact]
    public void A_straight_path_is_followed_exactly()
    {
        using var scheduler = new StepDistillScheduler(Usual, 5);
        SchedulerProperties.FollowsStraightPath(scheduler);
    }

    [Fact]
    public void Sixteen_bit_latents_are_stepped_in_fp32()
    {
        using var scope = NewDisposeScope();
        using var scheduler = new StepDistillScheduler(Usual, 5);
        Assert.Equal(ScalarType.Float32, scheduler.Step(ones(2, ScalarType.BFloat16), 0, ones(2, ScalarType.BFloat16)).dtype);
    }

    [Fact]
    public void Steps_out_of_order_are_refused_until_reset()
    {
        using var scheduler = new StepDistillScheduler([1000, 500, 250], 5);
        SchedulerProperties.RefusesDisorder(scheduler);
    }

    [Theory]
    [InlineData]
    [InlineData(1001)]
    [InlineData(500, 0)]
    [InlineData(500, 500)]
    [InlineData(250, 500)]
    public void Lists_that_do_not_fall_within_the_training_steps_are_refused(params int[] steps)
    {
        var error = Assert.Throws<ArgumentException>(() => new StepDistillScheduler(steps, 5));
        Assert.Contains($"[{string.Join(", ", steps)}]", error.Message, StringComparison.Ordinal);
    }
}
