using Workbench.Cli.Output;

namespace Workbench.UnitTests.Cli;

public sealed class ProgressMeterTests
{
    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }

    [Fact]
    public void Redirected_progress_is_plain_lines_with_the_time_left()
    {
        var clock = new Clock();
        using var log = new StringWriter();
        using (var meter = new ProgressMeter(log, "12 DIT step", 4, "steps", rewrite: false, clock))
        {
            for (var i = 1; i <= 4; i++)
            {
                clock.Now += TimeSpan.FromSeconds(12.5);
                meter.Report(i);
            }
        }

        Assert.Equal(
            """
            12 DIT step: 1/4 steps, 12.5 s, about 37.5 s left
            12 DIT step: 2/4 steps, 25.0 s, about 25.0 s left
            12 DIT step: 3/4 steps, 37.5 s, about 12.5 s left
            12 DIT step: 4/4 steps, 50.0 s

            """.ReplaceLineEndings("\n"), log.ToString());
    }

    [Fact]
    public void Fast_work_writes_at_most_one_line_a_second_and_the_last()
    {
        var clock = new Clock();
        using var log = new StringWriter();
        using var meter = new ProgressMeter(log, "frames", 100, rewrite: false, clock: clock);
        for (var i = 1; i <= 100; i++)
        {
            clock.Now += TimeSpan.FromMilliseconds(30);
            meter.Report(i);
        }

        Assert.Equal(4, log.ToString().Split('\n').Length - 1); // at 0.03, 1.05, 2.07 and 3.00 s
        Assert.EndsWith("frames: 100/100, 3.00 s\n", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_terminal_gets_one_line_that_is_rewritten_and_ended()
    {
        var clock = new Clock();
        using var log = new StringWriter();
        using (var meter = new ProgressMeter(log, "load", 0, "tensors", rewrite: true, clock))
        {
            meter.Report(1);
            meter.Report(2);
        }

        Assert.Equal("\r\u001b[Kload: 1 tensors, 0.00 s\r\u001b[Kload: 2 tensors, 0.00 s\n", log.ToString());
    }

    [Fact]
    public void The_estimate_follows_the_last_units_not_the_slow_first()
    {
        var clock = new Clock();
        using var log = new StringWriter();
        using var meter = new ProgressMeter(log, "x", 20, rewrite: false, clock: clock);
        clock.Now = TimeSpan.FromSeconds(100);
        meter.Report(1);
        for (var i = 2; i <= 10; i++)
        {
            clock.Now += TimeSpan.FromSeconds(2);
            meter.Report(i);
        }

        Assert.EndsWith("about 20.0 s left\n", log.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.824, "0.82 s")]
    [InlineData(25.13, "25.1 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    public void Durations_read_well(double seconds, string expected) => Assert.Equal(expected, TimeText.Of(TimeSpan.FromSeconds(seconds)));
}
