using Workbench.Harness.Measurement;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

public sealed class SketcherTests
{
    private static readonly SketchPlan Plan = SketchPlan.Default;

    [Fact]
    public void It_is_linear()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (randn([3, 50_000], ScalarType.Float64), randn([3, 50_000], ScalarType.Float64));
        var sum = Sketcher.OnDevice(a + (2 * b), Plan);
        var parts = Sketcher.OnDevice(a, Plan) + (2 * Sketcher.OnDevice(b, Plan));
        Assert.True(sum.allclose(parts, 1e-9, 1e-9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(70_001)]
    [InlineData((1 << 24) + 1000)] // more than one block of rows
    public void Each_element_has_one_sign_in_one_bucket(int count)
    {
        using var scope = NewDisposeScope();
        foreach (var at in new[] { 0, count / 2, count - 1 }.Distinct())
        {
            var x = zeros(count);
            x.narrow(0, at, 1).fill_(3);
            Assert.Equal([3f], Sketcher.Of(x, Plan).Where(v => v != 0).Select(Math.Abs));
        }
    }

    [Fact]
    public void Columns_of_a_channel_layout_spread_over_all_buckets()
    {
        using var scope = NewDisposeScope();
        var x = zeros(2000, 512); // the width divides by 256: without the random rotation one channel would fill one bucket
        x.narrow(1, 17, 1).fill_(1);
        var filled = Sketcher.Of(x, Plan).Count(v => v != 0);
        Assert.True(filled > 200, $"{filled} buckets are filled");
    }

    [Fact]
    public void Non_finite_elements_count_as_zero()
    {
        using var scope = NewDisposeScope();
        var x = tensor([1f, float.NaN, float.PositiveInfinity, 2f]);
        Assert.Equal(Sketcher.Of(tensor([1f, 0, 0, 2f]), Plan), Sketcher.Of(x, Plan));
    }

    [Fact]
    public void Other_seeds_give_other_sketches_and_sixteen_bit_inputs_the_same()
    {
        using var scope = NewDisposeScope();
        var x = randn(10_000).to(ScalarType.BFloat16);
        Assert.NotEqual(Sketcher.Of(x, Plan), Sketcher.Of(x, Plan with { Seed = 5 }));
        Assert.Equal(Sketcher.Of(x.to(ScalarType.Float32), Plan), Sketcher.Of(x, Plan));
    }
}
