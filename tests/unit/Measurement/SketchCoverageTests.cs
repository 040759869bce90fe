using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

/// <summary>Does the interval hold the true error as often as it says? 1,000 random pairs of each kind of difference, each with its own signs.</summary>
public sealed class SketchCoverageTests
{
    private const int Pairs = 1000;
    private const double Confidence = 0.95;

    [Theory]
    [InlineData("dense")]
    [InlineData("sparse")]
    [InlineData("channel")]
    [InlineData("constant")]
    [InlineData("heavy")]
    public void The_interval_holds_as_often_as_stated(string kind)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(7, CPU);
        var held = 0;
        double ratios = 0;
        for (var i = 0; i < Pairs; i++)
        {
            using var inner = NewDisposeScope();
            var expected = randn([64, 128], generator: generator);
            var difference = Difference(kind, generator) * 1e-3;
            var plan = new SketchPlan(64, (ulong)i);
            var norm = expected.norm().item<float>();
            var estimate = SketchEstimate.Between(Sketcher.Of(expected + difference, plan), Sketcher.Of(expected, plan), norm, Confidence);
            // What was really added, after rounding in fp32.
            var truth = ((expected + difference).to(ScalarType.Float64) - expected.to(ScalarType.Float64)).norm().item<double>() / norm;
            held += estimate.Low <= truth && truth <= estimate.High ? 1 : 0;
            ratios += Math.Pow(estimate.Relative / truth, 2);
        }

        // Binomial: 1,000 draws at 0.95 fall below 0.93 once in 500 times. The seeds are fixed, so this passes always or never.
        Assert.True(held >= 0.93 * Pairs, $"{kind}: the interval held in {held} of {Pairs}");
        // Unbiased: the mean of 1,000 ratios with variance 2/64 has a standard error of 0.0056; four of them.
        Assert.InRange(ratios / Pairs, 1 - 0.0224, 1 + 0.0224);
    }

    private static Tensor Difference(string kind, Generator generator)
    {
        var dense = randn([64, 128], generator: generator);
        switch (kind)
        {
            case "sparse":
                return dense * rand([64, 128], generator: generator).lt(0.002);
            case "channel":
                var channel = zeros(64, 128);
                channel.narrow(1, 5, 1).copy_(dense.narrow(1, 5, 1));
                return channel;
            case "constant":
                return ones(64, 128);
            case "heavy":
                return dense.pow(5);
            default:
                return dense;
        }
    }
}
