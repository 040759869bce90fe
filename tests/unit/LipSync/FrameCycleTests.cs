using Workbench.Pipeline.LipSync.Frames;

namespace Workbench.UnitTests.LipSync;

public sealed class FrameCycleTests
{
    [Theory]
    [InlineData(FrameCycle.PingPongDoubled, 3, new[] { 0, 1, 2, 2, 1, 0, 0, 1 })]
    [InlineData(FrameCycle.PingPong, 3, new[] { 0, 1, 2, 1, 0, 1, 2, 1 })]
    [InlineData(FrameCycle.Loop, 3, new[] { 0, 1, 2, 0, 1, 2, 0, 1 })]
    [InlineData(FrameCycle.PingPongDoubled, 1, new[] { 0, 0, 0 })]
    [InlineData(FrameCycle.PingPong, 1, new[] { 0, 0, 0 })]
    [InlineData(FrameCycle.PingPong, 2, new[] { 0, 1, 0, 1 })]
    [InlineData(FrameCycle.Loop, 1, new[] { 0, 0, 0 })]
    public void Base_frames_repeat(FrameCycle cycle, int count, int[] want) =>
        Assert.Equal(want, Enumerable.Range(0, want.Length).Select(i => cycle.BaseFrame(i, count)));

    [Fact]
    public void Long_recordings_stay_in_range() => Assert.InRange(FrameCycle.PingPongDoubled.BaseFrame(long.MaxValue / 2, 7), 0, 6);
}
