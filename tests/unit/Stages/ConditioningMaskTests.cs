using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Stages;

public sealed class ConditioningMaskTests
{
    // Upstream's own steps: mark pixel frames, repeat the first four times, fold four frames into channels.
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(81)]
    public void Equals_upstreams_construction(int frames)
    {
        using var scope = NewDisposeScope();
        var size = new VideoSize(4, 6, 32, 48);
        var marked = ones([1, frames, 4, 6]);
        marked.narrow(1, 1, frames - 1).zero_();
        var repeated = cat([marked.narrow(1, 0, 1).repeat_interleave(4, 1), marked.narrow(1, 1, frames - 1)], 1);
        var upstream = repeated.view(1, (frames + 3) / 4, 4, 4, 6).transpose(1, 2)[0];

        var mask = ConditioningMask.FirstFrameGiven((frames - 1) / 4 + 1, size, 4);

        Assert.Equal(upstream.shape, mask.shape);
        Assert.True(upstream.eq(mask).all().item<bool>());
    }
}
