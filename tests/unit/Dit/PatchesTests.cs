using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Dit;

public sealed class PatchesTests
{
    [Theory]
    [InlineData(5, 3, 6, 8, 1, 2, 2)]
    [InlineData(16, 1, 2, 2, 1, 2, 2)]
    [InlineData(3, 4, 10, 6, 2, 5, 3)]
    public void Unpatchify_undoes_patchify(long channels, long frames, long height, long width, long pt, long ph, long pw)
    {
        using var scope = NewDisposeScope();
        var x = randn(channels, frames, height, width);
        var patch = (pt, ph, pw);

        var rows = Patches.Patchify(x, patch); // channel slowest
        var channelFastest = rows.reshape(1, rows.shape[1], channels, -1).transpose(2, 3).reshape(rows.shape);
        var back = Patches.Unpatchify(channelFastest, TokenGrid.Of(x.shape, patch), patch, channels);

        Assert.True(back.equal(x).all().item<bool>());
    }

    [Fact]
    public void A_token_holds_its_own_patch()
    {
        using var scope = NewDisposeScope();
        var x = arange(2 * 3 * 4 * 6, ScalarType.Float32).reshape(2, 3, 4, 6);

        var rows = Patches.Patchify(x, (1, 2, 2));

        // Token (frame 1, row 1, column 2) of a 3 x 2 x 3 grid.
        var expected = x.narrow(1, 1, 1).narrow(2, 2, 2).narrow(3, 4, 2).flatten();
        Assert.Equal([1L, 18, 8], rows.shape);
        Assert.True(rows[0, 1 * 6 + 1 * 3 + 2].equal(expected).all().item<bool>());
    }

    [Fact]
    public void A_transposed_view_gives_the_same_rows()
    {
        using var scope = NewDisposeScope();
        var x = randn(2, 3, 6, 4).transpose(2, 3);
        Assert.True(Patches.Patchify(x, (1, 2, 2)).equal(Patches.Patchify(x.contiguous(), (1, 2, 2))).all().item<bool>());
    }

    [Theory]
    [InlineData(2, 3, 5, 4)]
    [InlineData(2, 3, 4, 7)]
    [InlineData(2, 0, 4, 4)]
    [InlineData(2, 3, 0, 4)]
    public void A_side_that_is_no_multiple_of_the_patch_is_refused(long channels, long frames, long height, long width)
    {
        var error = Assert.Throws<ArgumentException>(() => TokenGrid.Of([channels, frames, height, width], (1, 2, 2)));
        Assert.Contains($"[{channels},{frames},{height},{width}]", error.Message, StringComparison.Ordinal);
    }
}
