namespace Workbench.Pipeline.Hub;

/// <summary>Counts bytes of parallel downloads and reports a few times a second.</summary>
internal sealed class FetchMeter(FetchPlan plan, IProgress<FetchProgress>? progress, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly long start = clock.GetTimestamp();
    private long reported;
    private long here = plan.Entries.Sum(e => e.BytesHere);
    private int files = plan.Entries.Count(e => e.IsPresent);

    /// <summary>Bytes that came over the network.</summary>
    public long Fetched { get; private set; }

    /// <summary>Bytes arrived (positive), or bytes of an earlier attempt were thrown away (negative).</summary>
    public void Moved(long bytes)
    {
        lock (gate)
        {
            here += bytes;
            Fetched += Math.Max(0, bytes);
            if (clock.GetElapsedTime(reported) >= Interval)
            {
                Report();
            }
        }
    }

    /// <summary>A file turned out to be here: another one of equal content was fetched.</summary>
    public void Found(long bytes)
    {
        lock (gate)
        {
            here += bytes;
            Finished();
        }
    }

    /// <summary>A file is checked and in place.</summary>
    public void Finished()
    {
        lock (gate)
        {
            files++;
            Report();
        }
    }

    private void Report()
    {
        reported = clock.GetTimestamp();
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        var rate = seconds > 0 ? Fetched / seconds : 0;
        var left = plan.TotalBytes - here;
        progress?.Report(new(here, plan.TotalBytes, files, plan.Entries.Count, rate, rate > 0 ? TimeSpan.FromSeconds(Math.Min(left / rate, 3e7)) : null));
    }
}
