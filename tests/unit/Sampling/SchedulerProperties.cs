using TorchSharp;
using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Sampling;

/// <summary>What holds for every scheduler, whatever its method.</summary>
internal static class SchedulerProperties
{
    /// <summary>With x = (1 - sigma) * clean + sigma * noise the velocity is constant, every prediction of the clean latent is right, and so is the end.</summary>
    public static void FollowsStraightPath(IScheduler scheduler)
    {
        using var scope = NewDisposeScope();
        var (clean, noise) = (randn(2, 3), randn(2, 3));
        var x = clean + scheduler.Sigmas[0] * (noise - clean);
        for (var i = 0; i < scheduler.Steps; i++)
        {
            x = scheduler.Step(noise - clean, i, x);
            var exact = clean + scheduler.Sigmas[i + 1] * (noise - clean);

            // fp32 sums of values of order 1.
            Assert.True(x.sub(exact).abs().max().item<float>() < 1e-5, $"step {i} of {scheduler.Steps}");
        }
    }

    /// <summary>
    /// If clean latents are normal with variance s^2, the best velocity is known, and so is the path it makes:
    /// x(sigma) = x(1) * sqrt((1 - sigma)^2 s^2 + sigma^2). The error at its end.
    /// </summary>
    public static double ErrorOnCurvedPath(IScheduler scheduler)
    {
        const double s = 0.5;
        using var scope = NewDisposeScope();
        var x = full([1], Spread(scheduler.Sigmas[0]), ScalarType.Float32);
        for (var i = 0; i < scheduler.Steps; i++)
        {
            var sigma = (double)scheduler.Sigmas[i];
            x = scheduler.Step(x * ((sigma - (1 - sigma) * s * s) / (Spread(sigma) * Spread(sigma))), i, x);
        }

        return Math.Abs(x.item<float>() - s);

        static double Spread(double sigma) => Math.Sqrt((1 - sigma) * (1 - sigma) * s * s + sigma * sigma);
    }

    /// <summary>Needs a scheduler of three steps.</summary>
    public static void RefusesDisorder(IScheduler scheduler)
    {
        using var scope = NewDisposeScope();
        var x = ones(2);
        Assert.Throws<InvalidOperationException>(() => scheduler.Step(x, 1, x));
        var first = scheduler.Step(x, 0, x);
        Assert.Throws<InvalidOperationException>(() => scheduler.Step(x, 0, x));
        scheduler.Step(x, 1, x);
        scheduler.Step(x, 2, x);
        Assert.Throws<InvalidOperationException>(() => scheduler.Step(x, 3, x));

        scheduler.Reset();
        Assert.Equal(first.data<float>().ToArray(), scheduler.Step(x, 0, x).data<float>().ToArray());
    }

    /// <summary>The history holds so many tensors, and none after a reset.</summary>
    public static void KeepsAtMost(int tensors, IScheduler scheduler)
    {
        var before = Live();
        for (var i = 0; i < scheduler.Steps; i++)
        {
            using var scope = NewDisposeScope();
            scheduler.Step(randn(2, 3), i, randn(2, 3));
            scope.DisposeEverything();
            Assert.InRange(Live() - before, 0, tensors);
        }

        scheduler.Reset();
        Assert.Equal(before, Live());

        static long Live() => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
    }
}
