using TorchSharp;
using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Detection;

namespace Workbench.ComponentTests.LipSync;

[Trait("Stage", "20")]
public sealed class Test20FlatMemory
{
    /// <summary>Ten minutes of speech at 2 frames per second: all twenty audio segments, a twelfth of the frames.</summary>
    [Fact]
    public void Ten_minutes_leave_no_more_tensors_alive_than_one_segment()
    {
        using var models = MicroModels.Create();
        var (frames, boxes) = MicroModels.Face(2, size: 48);
        var pipeline = new LipSyncPipeline(models, MicroModels.Options with { Fps = 2, BatchSize = 8 });
        using var avatar = pipeline.Prepare(frames, new() { Locator = new GivenBoxes(boxes) });
        using var speech = MicroModels.Syllables(600);
        var alive = new List<long>();
        var count = 0;

        foreach (var _ in pipeline.Run(avatar, speech))
        {
            if (++count % 8 == 0)
            {
                alive.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount);
            }
        }

        // One or two audio segments are held, by where a batch's windows lie: a difference of one tensor, whenever it is looked at.
        Assert.Equal(1200, count);
        Assert.InRange(alive.Max() - alive.Min(), 0, 1);
    }
}
