using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

/// <summary>Three frames side by side hold what a kernel three frames deep sees.</summary>
public sealed class FoldedFramesTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void The_past_stands_in_its_places(int frames)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var (past, x) = (randn([1, 8, 2, 3, 5]), randn([1, 8, frames, 3, 5]));

        var folded = FoldedFrames.Behind(x, past);
        var expected = FoldedFrames.Fold(cat([past, x], 2)); // [t, h, w, 3, C]

        Assert.Equal(expected.shape, folded.shape);
        for (var frame = 0; frame < Math.Min(frames, 2); frame++)
        {
            var places = 2 - frame;
            Assert.True(expected[frame].narrow(2, 0, places).eq(folded[frame].narrow(2, 0, places)).all().item<bool>());
        }
    }

    [Fact]
    public void Before_the_first_chunk_frames_are_zero()
    {
        using var scope = NewDisposeScope();
        var folded = FoldedFrames.Behind(ones([1, 8, 3, 2, 2]), null);

        Assert.Equal(0, folded[0].narrow(2, 0, 2).abs().sum().item<float>());
        Assert.Equal(0, folded[1].narrow(2, 0, 1).abs().sum().item<float>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_last_two_frames_are_kept_and_lie_as_the_next_chunk_reads_them(int frames)
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var seen = randn([1, 8, 2 + frames, 3, 5]);

        var kept = FoldedFrames.Kept(FoldedFrames.Fold(seen));

        Assert.True(seen.narrow(2, frames, 2).eq(kept).all().item<bool>());
        Assert.True(kept.squeeze(0).permute(2, 3, 1, 0).is_contiguous()); // so that reading it is one copy of whole rows
    }

    [Fact]
    public void A_two_dimensional_convolution_of_them_is_the_three_dimensional_one()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var (seen, weight) = (randn([1, 8, 5, 6, 7]), randn([16, 8, 3, 3, 3]));

        var expected = nn.functional.conv3d(seen, weight, padding: [0, 1, 1]);                                                        // [1, out, t, h, w]
        var side = weight.permute(0, 2, 1, 3, 4).flatten(1, 2);                                                                       // [out, 3 * in, 3, 3]
        var got = nn.functional.conv2d(FoldedFrames.Channels(FoldedFrames.Fold(seen)), side, padding: [1, 1]).permute(1, 0, 2, 3)[TensorIndex.None];

        Assert.InRange(((got - expected).norm() / expected.norm()).item<float>(), 0, 1e-6f); // the same products summed in another order
    }
}
