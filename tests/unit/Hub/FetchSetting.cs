using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

/// <summary>A fake hub, a cache folder and a fetcher whose waits are recorded instead of waited.</summary>
internal sealed class FetchSetting : IDisposable
{
    public FetchSetting(string? token = null, TimeSpan? idle = null)
    {
        Settings = new() { Endpoint = Hub.Endpoint, CacheDirectory = Path.Combine(Folder.Path, "hub"), Token = token, Attempts = 3, IdleLimit = idle ?? TimeSpan.FromSeconds(30) };
        Fetcher = NewFetcher();
    }

    public FakeHub Hub { get; } = new();

    public TemporaryFolder Folder { get; } = new();

    public HubSettings Settings { get; }

    public Fetcher Fetcher { get; }

    public List<TimeSpan> Waits { get; } = [];

    public string Repository => Path.Combine(Settings.CacheDirectory, "models--org--model");

    public string Snapshot => Path.Combine(Repository, "snapshots", FakeHub.Commit);

    public string Local => Path.Combine(Folder.Path, "local");

    public Fetcher NewFetcher() => new(Settings, new(Settings.Attempts, (pause, token) =>
    {
        lock (Waits)
        {
            Waits.Add(pause);
        }

        return Task.CompletedTask;
    }), TimeProvider.System);

    public FetchRequest Request(HubFilter? filter = null, bool local = false) => new(RepositoryId.Parse("org/model"), filter ?? HubFilter.All, local ? Local : null);

    public async Task<FetchReport> RunAsync(HubFilter? filter = null, bool local = false, IProgress<FetchProgress>? progress = null, CancellationToken cancellation = default) =>
        await Fetcher.RunAsync(await Fetcher.PlanAsync(Request(filter, local), cancellation), progress, cancellation);

    public async Task<HubException> FailsAsync(HubFailure failure, bool local = false)
    {
        var error = await Assert.ThrowsAsync<HubException>(() => RunAsync(local: local));
        Assert.Equal(failure, error.Failure);
        return error;
    }

    public IEnumerable<string> Leftovers() => Directory.Exists(Folder.Path)
        ? Directory.EnumerateFiles(Folder.Path, "*.incomplete", SearchOption.AllDirectories) : [];

    public void Dispose()
    {
        Fetcher.Dispose();
        Hub.Dispose();
        Folder.Dispose();
    }
}
