using Workbench.Pipeline.Checkpoints;

namespace Workbench.UnitTests.Checkpoints;

public sealed class StoredTensorFitsTests
{
    [Theory]
    [InlineData(new long[] { 6, 256 }, new long[] { 1, 6, 256 }, true)]
    [InlineData(new long[] { 1, 6, 256 }, new long[] { 1, 6, 256 }, true)]
    [InlineData(new long[] { 9216, 1, 2, 2 }, new long[] { 256, 36, 1, 2, 2 }, true)]
    [InlineData(new long[] { 256, 36, 2, 2 }, new long[] { 256, 36, 1, 2, 2 }, true)]
    [InlineData(new long[] { 8 }, new long[] { 8, 1, 1, 1 }, true)]
    [InlineData(new long[] { 1, 1 }, new long[] { }, true)]
    [InlineData(new long[] { 256, 512 }, new long[] { 512, 256 }, false)]
    [InlineData(new long[] { 36, 256 }, new long[] { 256, 36, 1, 2, 2 }, false)]
    [InlineData(new long[] { 6, 256 }, new long[] { 2, 6, 256 }, false)]
    [InlineData(new long[] { 4, 6 }, new long[] { 2, 12 }, false)]
    [InlineData(new long[] { 256 }, new long[] { 1, 6, 256 }, false)]
    public void A_folded_shape_fits_what_it_can_have_come_from(long[] stored, long[] asked, bool fits)
    {
        var tensor = new StoredTensor("x", StoredType.F32, stored, 4) { Folded = true };

        Assert.Equal(fits, tensor.Fits(asked));
    }

    [Fact]
    public void Any_other_shape_must_be_equal()
    {
        var tensor = new StoredTensor("x", StoredType.F32, [6, 256], 4 * 6 * 256);

        Assert.True(tensor.Fits([6, 256]));
        Assert.False(tensor.Fits([1, 6, 256]));
    }
}
