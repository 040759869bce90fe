using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Audio;

namespace Workbench.UnitTests.LipSync;

public sealed class FrameWindowsTests
{
    [Theory]
    [InlineData(25, 250, 490 + 4, 6)] // steps 494..499, then 4 zeros
    [InlineData(30, 300, 494, 6)]
    [InlineData(24, 240, 491, 9)]
    [InlineData(16, 160, 488, 10)]
    public void Upstreams_last_window_of_ten_seconds(double fps, long frames, long first, int heard)
    {
        var windows = new FrameWindows(WindowRule.Upstream, 160_000, fps);

        Assert.Equal(frames, windows.Frames);
        Assert.Equal(Enumerable.Range(0, 10).Select(k => k < heard ? first + k : -1), Window(windows, frames - 1));
    }

    [Theory]
    [InlineData(1600, 2)]
    [InlineData(4800, 7)]
    [InlineData(8000, 12)]
    [InlineData(480_000, 750)]
    public void The_centred_rule_is_upstreams_at_25_frames_per_second(long samples, long frames)
    {
        var (ours, upstream) = (new FrameWindows(WindowRule.Centred, samples, 25), new FrameWindows(WindowRule.Upstream, samples, 25));

        Assert.Equal(frames, ours.Frames);
        for (var i = 0; i < frames; i++)
        {
            Assert.Equal(Window(upstream, i), Window(ours, i));
        }
    }

    [Theory]
    [InlineData(16)]
    [InlineData(23.976)]
    [InlineData(29.97)]
    [InlineData(60)]
    public void The_centred_rule_hears_from_80_ms_before_at_any_rate(double fps)
    {
        var windows = new FrameWindows(WindowRule.Centred, 1_600_000, fps);

        Assert.Equal((long)Math.Floor(100 * fps), windows.Frames);
        for (var i = 100; i < 1000; i += 7)
        {
            var heardFrom = windows.Step(i, 0) * 0.02;
            Assert.InRange(i / fps - heardFrom, 0.08 - 1e-9, 0.1);
        }
    }

    [Fact]
    public void Upstreams_rule_is_80_ms_early_at_16_frames_per_second()
    {
        Assert.Equal(-4, new FrameWindows(WindowRule.Centred, 160_000, 16).Step(8, 0) - 25); // frame 8 is at 0.5 s, step 25
        Assert.Equal(-8, new FrameWindows(WindowRule.Upstream, 160_000, 16).Step(8, 0) - 25);
    }

    [Fact]
    public void The_first_release_repeats_the_edges()
    {
        var windows = new FrameWindows(WindowRule.Repeated, 16_000, 25);

        Assert.Equal([0, 0, 0, 0, 0, 1, 2, 3, 4, 5], Window(windows, 0));
        Assert.Equal([44, 45, 46, 47, 48, 49, 49, 49, 49, 49], Window(windows, 24));
    }

    [Theory]
    [InlineData(WindowRule.Upstream, 51_360, 50)]
    [InlineData(WindowRule.Upstream, 51_360, 60)]
    [InlineData(WindowRule.Upstream, 640, 25)]
    public void Where_upstream_exits_the_error_names_the_other_rule(WindowRule rule, long samples, double fps)
    {
        var error = Assert.Throws<LipSyncException>(() => new FrameWindows(rule, samples, fps));

        Assert.Contains(nameof(WindowRule.Centred), error.Message, StringComparison.Ordinal);
        Assert.True(new FrameWindows(WindowRule.Centred, samples, fps).Frames > 0);
    }

    [Theory]
    [InlineData(0, 25)]
    [InlineData(639, 25)]
    [InlineData(16_000, 0)]
    [InlineData(16_000, -1)]
    [InlineData(16_000, double.NaN)]
    public void Nothing_to_say_and_no_frame_rate_are_errors(long samples, double fps) =>
        Assert.Throws<LipSyncException>(() => new FrameWindows(WindowRule.Centred, samples, fps));

    private static long[] Window(FrameWindows windows, long frame) => [.. Enumerable.Range(0, windows.Width).Select(k => windows.Step(frame, k))];
}
