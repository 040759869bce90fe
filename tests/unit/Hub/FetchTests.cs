using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

public sealed class FetchTests : IDisposable
{
    private readonly FetchSetting setting = new();

    public void Dispose() => setting.Dispose();

    private void AddModel()
    {
        setting.Hub.Add("config.json", "{}"u8.ToArray());
        setting.Hub.Add("google/umt5-xxl/tokenizer.json", FakeHub.Content(5000, 1), lfs: true);
        setting.Hub.Add("high_noise_model/a.safetensors", FakeHub.Content(300_000, 2), lfs: true);
        setting.Hub.Add("empty", []);
    }

    [Fact]
    public async Task Writes_the_caches_layout()
    {
        AddModel();
        var report = await setting.RunAsync();

        Assert.Equal((setting.Snapshot, FakeHub.Commit, 4, 0), (report.Folder, report.Commit, report.FilesFetched, report.FilesPresent));
        Assert.Equal(FakeHub.Commit, File.ReadAllText(Path.Combine(setting.Repository, "refs", "main")));
        var link = new FileInfo(Path.Combine(setting.Snapshot, "google", "umt5-xxl", "tokenizer.json"));
        Assert.Equal($"../../../../blobs/{setting.Hub.Etag("google/umt5-xxl/tokenizer.json")}", link.LinkTarget);
        Assert.Equal(FakeHub.Content(5000, 1), File.ReadAllBytes(link.FullName));
        Assert.Equal($"../../blobs/{setting.Hub.Etag("config.json")}", new FileInfo(Path.Combine(setting.Snapshot, "config.json")).LinkTarget);
        Assert.Empty(File.ReadAllBytes(Path.Combine(setting.Snapshot, "empty")));
        Assert.Empty(setting.Leftovers());
        Assert.Equal(setting.Snapshot, new HubCache(setting.Settings.CacheDirectory).Resolve(RepositoryId.Parse("org/model")));
    }

    [Fact]
    public async Task A_second_run_fetches_nothing()
    {
        AddModel();
        await setting.RunAsync();
        var before = setting.Hub.Downloads.Count();
        var report = await setting.RunAsync();
        Assert.Equal((0, 4, 0L), (report.FilesFetched, report.FilesPresent, report.BytesFetched));
        Assert.Equal(before, setting.Hub.Downloads.Count());
    }

    [Fact]
    public async Task Patterns_choose_and_the_plan_says_so_before_any_file()
    {
        AddModel();
        var plan = await setting.Fetcher.PlanAsync(setting.Request(new(ignore: ["high_noise_model/*.safetensors"])));
        Assert.Equal(["config.json", "empty", "google/umt5-xxl/tokenizer.json"], plan.Entries.Select(e => e.File.Path));
        Assert.Equal("high_noise_model/a.safetensors", Assert.Single(plan.LeftOut).Path);
        Assert.Equal((5002L, 5002L), (plan.TotalBytes, plan.RemainingBytes));
        Assert.True(plan.FreeBytes > 0);
        Assert.Empty(setting.Hub.Downloads);
    }

    [Fact]
    public async Task Sizes_come_from_the_paged_tree_where_the_revision_lists_names_only()
    {
        AddModel();
        setting.Hub.NamesOnly = true;
        var report = await setting.RunAsync();
        Assert.Equal(4, report.FilesFetched);
        Assert.Equal(2, setting.Hub.Requests.Count(r => r.Path.Contains("/tree/", StringComparison.Ordinal)));
        Assert.Equal(FakeHub.Content(300_000, 2), File.ReadAllBytes(Path.Combine(setting.Snapshot, "high_noise_model", "a.safetensors")));
    }

    [Fact]
    public async Task Goes_on_from_a_partial_file()
    {
        var bytes = FakeHub.Content(200_000, 3);
        setting.Hub.Add("a.gguf", bytes, lfs: true);
        Directory.CreateDirectory(Path.Combine(setting.Repository, "blobs"));
        File.WriteAllBytes(Path.Combine(setting.Repository, "blobs", setting.Hub.Etag("a.gguf") + ".incomplete"), bytes[..150_000]);

        var plan = await setting.Fetcher.PlanAsync(setting.Request());
        Assert.Equal(50_000, plan.RemainingBytes);
        var report = await setting.Fetcher.RunAsync(plan);

        Assert.Equal(50_000, report.BytesFetched);
        Assert.All(setting.Hub.Requests.Where(r => r.Range is not null), r => Assert.Equal("bytes=150000-", r.Range));
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(setting.Snapshot, "a.gguf")));
    }

    [Fact]
    public async Task A_partial_file_of_other_bytes_is_thrown_away()
    {
        var bytes = FakeHub.Content(200_000, 3);
        setting.Hub.Add("a.gguf", bytes, lfs: true);
        Directory.CreateDirectory(Path.Combine(setting.Repository, "blobs"));
        File.WriteAllBytes(Path.Combine(setting.Repository, "blobs", setting.Hub.Etag("a.gguf") + ".incomplete"), new byte[150_000]);
        await setting.RunAsync();
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(setting.Snapshot, "a.gguf")));
    }

    [Fact]
    public async Task Equal_files_are_fetched_once_in_the_cache()
    {
        setting.Hub.Add("high_noise_model/config.json", "{\"dim\": 5120}"u8.ToArray());
        setting.Hub.Add("low_noise_model/config.json", "{\"dim\": 5120}"u8.ToArray());
        FetchProgress? last = null;
        await setting.RunAsync(progress: new Follow(p => last = p));
        Assert.Single(setting.Hub.Downloads);
        Assert.Equal(File.ReadAllBytes(Path.Combine(setting.Snapshot, "high_noise_model", "config.json")), File.ReadAllBytes(Path.Combine(setting.Snapshot, "low_noise_model", "config.json")));
        Assert.Equal((2, last!.TotalBytes), (last.FilesDone, last.DoneBytes));
    }

    [Fact]
    public async Task Progress_ends_at_the_total_with_nothing_left()
    {
        AddModel();
        var seen = new List<FetchProgress>();
        await setting.RunAsync(progress: new Follow(seen.Add));
        Assert.Equal((305_002L, 305_002L, 4, 4), (seen[^1].DoneBytes, seen[^1].TotalBytes, seen[^1].FilesDone, seen[^1].Files));
        Assert.Equal(TimeSpan.Zero, seen[^1].TimeLeft);
        Assert.True(seen[^1].BytesPerSecond > 0);
        Assert.Equal(seen.Select(p => p.DoneBytes).Order(), seen.Select(p => p.DoneBytes));
    }

    [Fact]
    public async Task A_pinned_commit_writes_no_ref()
    {
        AddModel();
        var request = setting.Request() with { Repository = RepositoryId.Parse("org/model@" + FakeHub.Commit) };
        var report = await setting.Fetcher.RunAsync(await setting.Fetcher.PlanAsync(request));
        Assert.Equal(setting.Snapshot, report.Folder);
        Assert.False(Directory.Exists(Path.Combine(setting.Repository, "refs")));
        Assert.Equal(setting.Snapshot, new HubCache(setting.Settings.CacheDirectory).Find(request.Repository));
    }

    [Fact]
    public async Task The_token_goes_to_the_hub_and_not_to_the_cdn()
    {
        using var own = new FetchSetting(token: "hf_secret");
        own.Hub.Add("a.safetensors", FakeHub.Content(1000, 4), lfs: true);
        await own.RunAsync();
        Assert.Contains(own.Hub.Requests, r => r.Host == "cdn");
        Assert.All(own.Hub.Requests, r => Assert.Equal(r.Host == "hub" ? "Bearer hf_secret" : null, r.Authorization));
    }

    internal sealed class Follow(Action<FetchProgress> report) : IProgress<FetchProgress>
    {
        public void Report(FetchProgress value) => report(value);
    }
}
