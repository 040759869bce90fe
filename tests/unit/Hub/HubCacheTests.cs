using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;

namespace Workbench.UnitTests.Hub;

/// <summary>Offline resolution, as huggingface_hub does it.</summary>
public sealed class HubCacheTests : IDisposable
{
    private const string First = "1111111111111111111111111111111111111111";
    private const string Second = "2222222222222222222222222222222222222222";
    private readonly TemporaryFolder folder = new();

    private string Repository => Path.Combine(folder.Path, "models--org--model");

    private HubSettings Settings => new() { CacheDirectory = folder.Path };

    public void Dispose() => folder.Dispose();

    private void Snapshot(string commit, string? reference = null)
    {
        folder.Write($"models--org--model/snapshots/{commit}/config.json", "{}");
        if (reference is not null)
        {
            folder.Write($"models--org--model/refs/{reference}", commit);
        }
    }

    [Fact]
    public void A_revision_leads_to_its_snapshot()
    {
        Snapshot(First, "main");
        Snapshot(Second, "refs/pr/1");
        var cache = new HubCache(folder.Path);
        Assert.Equal(Path.Combine(Repository, "snapshots", First), cache.Resolve(RepositoryId.Parse("org/model")));
        Assert.Equal(Path.Combine(Repository, "snapshots", Second), cache.Resolve(RepositoryId.Parse("org/model@refs/pr/1")));
        Assert.Equal(Path.Combine(Repository, "snapshots", Second), cache.Resolve(RepositoryId.Parse("org/model@" + Second)));
    }

    [Fact]
    public void What_is_not_there_says_what_is_and_how_to_fetch()
    {
        Snapshot(First, "main");
        var error = Assert.Throws<HubException>(() => new HubCache(folder.Path).Resolve(RepositoryId.Parse("org/model@v2")));
        Assert.Equal(HubFailure.Offline, error.Failure);
        Assert.Contains("revisions there: main", error.Message, StringComparison.Ordinal);
        Assert.Contains("workbench fetch org/model@v2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_ref_leads_nowhere()
    {
        folder.Write("models--org--model/refs/main", "../../../etc");
        Assert.Null(new HubCache(folder.Path).Find(RepositoryId.Parse("org/model")));
    }

    [Fact]
    public void A_model_is_a_folder_a_cache_folder_or_a_name()
    {
        Snapshot(First, "main");
        var snapshot = Path.Combine(Repository, "snapshots", First);
        Assert.Equal(snapshot, ModelSource.Resolve(snapshot, Settings));
        Assert.Equal(snapshot, ModelSource.Resolve(Repository, Settings));
        Assert.Equal(snapshot, ModelSource.Resolve("org/model", Settings));
        Assert.Throws<HubException>(() => ModelSource.Resolve("/no/such/folder", Settings));
    }

    [Fact]
    public void A_cache_folder_without_main_needs_a_single_snapshot()
    {
        Snapshot(First);
        Assert.EndsWith(First, ModelSource.Resolve(Repository, Settings), StringComparison.Ordinal);
        Snapshot(Second);
        Assert.Throws<HubException>(() => ModelSource.Resolve(Repository, Settings));
    }
}
