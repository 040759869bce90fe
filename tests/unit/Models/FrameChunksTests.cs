using Workbench.Pipeline.Models.WanVae;

namespace Workbench.UnitTests.Models;

public sealed class FrameChunksTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 2)]
    [InlineData(9, 3)]
    [InlineData(81, 21)]
    public void Chunks_cover_every_frame_once_and_in_order(int frames, int latentFrames)
    {
        Assert.Equal(latentFrames, FrameChunks.LatentFrames(frames, 4));
        Assert.Equal(frames, FrameChunks.Frames(latentFrames, 4));

        var chunks = Enumerable.Range(0, latentFrames).Select(i => FrameChunks.Chunk(i, 4));
        Assert.Equal(Enumerable.Range(0, frames).Select(i => (long)i), chunks.SelectMany(chunk => Enumerable.Range((int)chunk.Start, (int)chunk.Count)).Select(i => (long)i));
    }

    [Theory]
    [InlineData(80, "77 or 81")]
    [InlineData(82, "81 or 85")]
    [InlineData(2, "1 or 5")]
    [InlineData(0, "1")]
    [InlineData(-7, "1")]
    public void Another_frame_count_is_refused_with_the_nearest_that_fit(int frames, string nearest)
    {
        var error = Assert.Throws<ArgumentException>(() => FrameChunks.LatentFrames(frames, 4));
        Assert.Contains($"{frames} frames", error.Message, StringComparison.Ordinal);
        Assert.Contains($"nearest: {nearest})", error.Message, StringComparison.Ordinal);
    }
}
