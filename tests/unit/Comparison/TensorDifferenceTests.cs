using Workbench.Harness.Comparison;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Comparison;

public sealed class TensorDifferenceTests
{
    [Fact]
    public void Names_error_largest_element_and_cosine()
    {
        using var scope = NewDisposeScope();
        var expected = tensor(new float[] { 3, 4, 0, 0 }).reshape(2, 2);
        var got = tensor(new float[] { 3, 4, 0, 1 }).reshape(2, 2);

        var difference = TensorDifference.Between(got, expected);

        Assert.Equal(0.2, difference.RelativeError, 12);
        Assert.Equal(1, difference.MaxAbsolute);
        Assert.Equal([1L, 1], difference.Position);
        Assert.Equal(5 / Math.Sqrt(26), difference.Cosine, 12);
        Assert.Equal(2.5, difference.Rms, 12);
    }

    [Fact]
    public void Tensors_longer_than_one_block_are_compared_whole()
    {
        using var scope = NewDisposeScope();
        const long Count = (1 << 22) + 5;
        var expected = ones(Count);
        var got = expected.clone();
        got[Count - 2] = 3;

        var difference = TensorDifference.Between(got, expected);

        Assert.Equal(2 / Math.Sqrt(Count), difference.RelativeError, 12);
        Assert.Equal([Count - 2], difference.Position);
    }

    [Fact]
    public void Equal_infinities_and_nans_agree_and_others_are_counted_with_their_places()
    {
        using var scope = NewDisposeScope();
        const float Inf = float.PositiveInfinity, NaN = float.NaN;
        var expected = tensor([1, Inf, NaN, 2, Inf, 5]).reshape(2, 3);
        var got = tensor([1, Inf, NaN, NaN, -Inf, 5]).reshape(2, 3);

        var difference = TensorDifference.Between(got, expected);

        Assert.Equal(2, difference.NonFinite);
        Assert.Equal([[1L, 0], [1L, 1]], difference.NonFiniteAt);
        Assert.Equal(double.PositiveInfinity, difference.RelativeError);
        Assert.Equal(0, difference.MaxAbsolute);
    }

    [Fact]
    public void Strided_and_sixteen_bit_tensors_are_compared_by_value()
    {
        using var scope = NewDisposeScope();
        var expected = arange(12, ScalarType.Float32).reshape(3, 4);
        var got = expected.t().contiguous().t().to(ScalarType.BFloat16);

        Assert.Equal(0, TensorDifference.Between(got, expected).RelativeError);
    }

    [Fact]
    public void Another_shape_is_a_mismatch_and_an_empty_tensor_agrees()
    {
        using var scope = NewDisposeScope();
        Assert.NotNull(TensorDifference.Between(ones(2, 3), ones(3, 2)).Mismatch);
        Assert.Equal(0, TensorDifference.Between(ones(0, 3), ones(0, 3)).RelativeError);
    }
}
