namespace Workbench.Cli.Output;

/// <summary>
/// Progress of countable work on stderr, with the time left: one line that is rewritten on a terminal,
/// plain lines (at most one a second, and the last) when redirected.
/// </summary>
internal sealed class ProgressMeter : IProgress<long>, IDisposable
{
    private const int Window = 5; // intervals that the estimate rests on: the first step is often the slowest

    private static readonly TimeSpan Spacing = TimeSpan.FromSeconds(1);

    private readonly TextWriter writer;
    private readonly string what;
    private readonly string unit;
    private readonly long total;
    private readonly bool rewrite;
    private readonly TimeProvider clock;
    private readonly long start;
    private readonly Queue<(long Done, TimeSpan At)> recent = new();
    private TimeSpan lastWritten = TimeSpan.MinValue;
    private bool lineOpen;

    /// <param name="writer">stderr.</param>
    /// <param name="what">What is being done.</param>
    /// <param name="total">Units in all; 0 when unknown.</param>
    /// <param name="unit">Plural name of a unit, may be empty.</param>
    /// <param name="rewrite">Whether to rewrite one line; by default on a terminal.</param>
    /// <param name="clock">Source of time.</param>
    public ProgressMeter(TextWriter writer, string what, long total, string unit = "", bool? rewrite = null, TimeProvider? clock = null)
    {
        (this.writer, this.what, this.total, this.unit) = (writer, what, total, unit);
        this.rewrite = rewrite ?? (writer == Console.Error && !Console.IsErrorRedirected);
        this.clock = clock ?? TimeProvider.System;
        start = this.clock.GetTimestamp();
        recent.Enqueue((0, TimeSpan.Zero));
    }

    /// <summary><paramref name="value"/> units are done.</summary>
    public void Report(long value)
    {
        var now = clock.GetElapsedTime(start);
        recent.Enqueue((value, now));
        while (recent.Count > Window + 1)
        {
            recent.Dequeue();
        }

        if (rewrite || value == total || lastWritten == TimeSpan.MinValue || now - lastWritten >= Spacing)
        {
            lastWritten = now;
            Write(Line(value, now));
        }
    }

    /// <summary>Ends the line.</summary>
    public void Dispose()
    {
        if (lineOpen)
        {
            writer.WriteLine();
            lineOpen = false;
        }
    }

    private string Line(long done, TimeSpan now)
    {
        var count = total > 0 ? $"{done}/{total}" : $"{done}";
        var text = $"{what}: {count}{(unit.Length > 0 ? " " + unit : "")}, {TimeText.Of(now)}";
        return done < total && TimeLeft(done, now) is { } left ? $"{text}, about {TimeText.Of(left)} left" : text;
    }

    private TimeSpan? TimeLeft(long done, TimeSpan now)
    {
        var (first, at) = recent.Peek();
        return done > first ? (now - at) / (done - first) * (total - done) : null;
    }

    private void Write(string line)
    {
        if (!rewrite)
        {
            writer.WriteLine(line);
            return;
        }

        writer.Write($"\r\u001b[K{line}");
        writer.Flush();
        lineOpen = true;
    }
}
