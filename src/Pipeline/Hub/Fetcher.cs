namespace Workbench.Pipeline.Hub;

/// <summary>Fetches files of a hub repository: first a plan, then the download. The core of `workbench fetch`.</summary>
public sealed class Fetcher : IDisposable
{
    private readonly HubSettings settings;
    private readonly HubClient client;
    private readonly TimeProvider clock;

    /// <summary>A fetcher for that hub and cache.</summary>
    public Fetcher(HubSettings settings)
        : this(settings, null, TimeProvider.System)
    {
    }

    internal Fetcher(HubSettings settings, HubRetry? retry, TimeProvider clock)
    {
        this.settings = settings;
        this.clock = clock;
        client = new(settings, retry);
    }

    /// <summary>Lists the revision and says what would be fetched; asks for no file.</summary>
    /// <exception cref="HubException">Not found, not admitted, offline, or no file matches the patterns.</exception>
    public async Task<FetchPlan> PlanAsync(FetchRequest request, CancellationToken cancellation = default)
    {
        var listing = await client.ListAsync(request.Repository, cancellation).ConfigureAwait(false);
        IFetchTarget target = request.LocalDirectory is { } folder
            ? new LocalDirectoryTarget(Path.GetFullPath(folder), listing)
            : new CacheTarget(new(settings.CacheDirectory), listing);
        var wanted = listing.Files.Where(f => request.Filter.Keeps(f.Path)).OrderBy(f => f.Path, StringComparer.Ordinal).ToList();
        if (wanted.Count == 0)
        {
            var some = listing.Files.Take(8).Select(f => f.Path);
            throw new HubException(HubFailure.NotFound, $"{request.Repository}: no file matches the patterns. It has {listing.Files.Count} files, among them {string.Join(", ", some)}.");
        }

        var entries = new List<FetchEntry>();
        try
        {
            foreach (var file in wanted)
            {
                var present = await target.HasAsync(file, cancellation).ConfigureAwait(false);
                entries.Add(new(file, present ? file.Size : PartialBytes(target, file)) { IsPresent = present });
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HubException(HubFailure.Disk, $"cannot use {target.Folder}: {e.Message}", e);
        }

        return new(target)
        {
            Listing = listing,
            Entries = entries,
            LeftOut = [.. listing.Files.Except(wanted)],
            FreeBytes = FreeBytes(target.Folder),
        };
    }

    /// <summary>Carries a plan out. Cancelled or failed, it leaves whole files and partial ones that the next run goes on from.</summary>
    /// <exception cref="HubException">See <see cref="HubFailure"/>.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FetchReport> RunAsync(FetchPlan plan, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (plan.FreeBytes < plan.RemainingBytes)
        {
            throw new HubException(HubFailure.Disk, $"{plan.Folder}: {plan.RemainingBytes} bytes are to come, {plan.FreeBytes} are free. Free space, or choose another folder (HF_HUB_CACHE, --local-dir).");
        }

        var meter = new FetchMeter(plan, progress, clock);
        var missing = plan.Entries.Where(e => !e.IsPresent).ToList();

        // Files of equal content share one blob: the first fetches it, the others then find it there.
        var contents = missing.GroupBy(e => e.File.Etag).Select(g => g.ToList());
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.ParallelFiles, CancellationToken = cancellation };
        await Parallel.ForEachAsync(contents, options, async (same, token) =>
        {
            foreach (var entry in same)
            {
                if (same.Count > 1 && await plan.Target.HasAsync(entry.File, token).ConfigureAwait(false))
                {
                    meter.Found(entry.File.Size - entry.BytesHere);
                    continue;
                }

                using var download = new FileDownload(client, settings.IdleLimit, plan.Listing, entry.File, plan.Target, meter);
                await download.RunAsync(token).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
        plan.Target.Finish();
        return new(plan.Folder, plan.Listing.Commit, missing.Count, plan.Entries.Count - missing.Count, meter.Fetched);
    }

    public void Dispose() => client.Dispose();

    private static long PartialBytes(IFetchTarget target, HubFile file) =>
        new FileInfo(target.PartialPath(file)) is { Exists: true } partial && partial.Length <= file.Size ? partial.Length : 0;

    private static long? FreeBytes(string folder)
    {
        try
        {
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
            {
                existing = parent;
            }

            return new DriveInfo(existing).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
