using Workbench.Harness.Measurement;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Measurement;

public sealed class TensorStatisticsTests
{
    [Fact]
    public void Small_tensors_are_measured_exactly()
    {
        using var scope = NewDisposeScope();
        var numbers = TensorStatistics.Of(arange(101, ScalarType.Float32).reshape(101, 1).flip(0));

        Assert.Equal(50, numbers.Mean);
        Assert.Equal(Math.Sqrt(850), numbers.Std, 9);
        Assert.Equal((0, 100), (numbers.Min, numbers.Max));
        Assert.Equal([1, 5, 25, 50, 75, 95, 99], numbers.Quantiles);
        Assert.Equal(0, numbers.NonFinite);
    }

    [Fact]
    public void Non_finite_elements_are_counted_and_left_out()
    {
        using var scope = NewDisposeScope();
        var numbers = TensorStatistics.Of(tensor([2f, float.NaN, float.NegativeInfinity, 4f, float.PositiveInfinity]));

        Assert.Equal(3, numbers.NonFinite);
        Assert.Equal((3.0, 1.0, 2.0, 4.0), (numbers.Mean, numbers.Std, numbers.Min, numbers.Max));
    }

    [Fact]
    public void Quantiles_of_a_large_tensor_are_off_by_less_than_stated_and_see_every_channel()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3, CPU);
        // Channel c holds values around c: a sample that skips channels would be far off.
        var x = arange(64).unsqueeze(0) + rand([20_000, 64], generator: generator);
        var numbers = TensorStatistics.Of(x);
        foreach (var (level, value) in TensorStatistics.Levels.Zip(numbers.Quantiles))
        {
            Assert.InRange(value / 64, level - 0.004, level + 0.004);
        }
    }

    [Theory]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Bool)]
    [InlineData(Float8.E4M3FN)]
    public void Every_dtype_is_measured(ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var numbers = TensorStatistics.Of(tensor([0f, 1f, 1f, 0f]).to(dtype));
        Assert.Equal((0.5, 0.5, 0.0, 1.0), (numbers.Mean, numbers.Std, numbers.Min, numbers.Max));
        Assert.Equal(Math.Sqrt(2), numbers.Norm, 12);
    }

    [Fact]
    public void Huge_values_do_not_overflow_and_empty_tensors_have_numbers()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3e38 * Math.Sqrt(2), TensorStatistics.Of(tensor([3e38f, -3e38f])).Norm, 3e31);
        Assert.Equal(0, TensorStatistics.Of(zeros(0)).Norm);
    }
}
