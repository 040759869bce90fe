using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

public sealed class FetchFailureTests : IDisposable
{
    private readonly FetchSetting setting = new();
    private readonly byte[] bytes = FakeHub.Content(400_000, 7);

    public FetchFailureTests() => setting.Hub.Add("a.gguf", bytes, lfs: true);

    private string Fetched => Path.Combine(setting.Snapshot, "a.gguf");

    public void Dispose() => setting.Dispose();

    [Fact]
    public async Task A_broken_connection_is_taken_up_where_it_broke()
    {
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(CutAfter: 100_000), new FakeHub.Fault(CutAfter: 50_000));
        await setting.RunAsync();
        Assert.Equal(bytes, File.ReadAllBytes(Fetched));
        var ranges = setting.Hub.Requests.Where(r => r.Host == "cdn").Select(r => r.Range).ToList();
        Assert.Equal(3, ranges.Count);
        Assert.Null(ranges[0]);
        Assert.All(ranges[1..], Assert.NotNull);
    }

    [Fact]
    public async Task Progress_starts_the_count_of_attempts_anew()
    {
        setting.Hub.Fail("a.gguf", [.. Enumerable.Repeat(new FakeHub.Fault(CutAfter: 65_536), 5)]);
        await setting.RunAsync();
        Assert.Equal(bytes, File.ReadAllBytes(Fetched));
        Assert.Equal(5, setting.Waits.Count);
    }

    [Fact]
    public async Task A_server_that_ignores_ranges_sends_the_whole_again()
    {
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(CutAfter: 100_000), new FakeHub.Fault(IgnoreRange: true));
        FetchProgress? last = null;
        await setting.RunAsync(progress: new FetchTests.Follow(p => last = p));
        Assert.Equal(bytes, File.ReadAllBytes(Fetched));
        Assert.Equal(400_000, last!.DoneBytes);
    }

    [Fact]
    public async Task A_body_corrupted_once_is_fetched_again()
    {
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(Flip: true));
        await setting.RunAsync();
        Assert.Equal(bytes, File.ReadAllBytes(Fetched));
    }

    [Fact]
    public async Task A_body_corrupted_twice_is_an_error_and_nothing_is_kept()
    {
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(Flip: true), new FakeHub.Fault(Flip: true));
        var error = await setting.FailsAsync(HubFailure.Checksum);
        Assert.Contains(setting.Hub.Etag("a.gguf"), error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Fetched));
        Assert.All(setting.Leftovers(), f => Assert.Equal(0, new FileInfo(f).Length));
        Assert.False(Directory.Exists(Path.Combine(setting.Repository, "refs")));
    }

    [Fact]
    public async Task Small_files_are_checked_by_gits_hash()
    {
        setting.Hub.Add("config.json", "{\"dim\": 5120}"u8.ToArray());
        setting.Hub.Fail("config.json", new FakeHub.Fault(Flip: true), new FakeHub.Fault(Flip: true));
        await setting.FailsAsync(HubFailure.Checksum);
    }

    [Fact]
    public async Task Too_many_bytes_are_an_error()
    {
        setting.Hub.Fail("a.gguf", [.. Enumerable.Repeat(new FakeHub.Fault(Extra: 300_000), 3)]);
        await setting.FailsAsync(HubFailure.Checksum);
        Assert.False(File.Exists(Fetched));
    }

    [Fact]
    public async Task An_answer_of_another_commit_is_an_error()
    {
        setting.Hub.Add("config.json", "{}"u8.ToArray());
        setting.Hub.Fail("config.json", new FakeHub.Fault(CommitHeader: new string('a', 40)));
        await setting.FailsAsync(HubFailure.Checksum);
    }

    [Fact]
    public async Task Rate_limits_are_waited_out_as_asked()
    {
        setting.Hub.Fail("list", new FakeHub.Fault(429, RetryAfter: 17));
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(503));
        await setting.RunAsync();
        Assert.Equal([TimeSpan.FromSeconds(17), TimeSpan.FromSeconds(1)], setting.Waits);
    }

    [Fact]
    public async Task Endless_rate_limits_end()
    {
        setting.Hub.Fail("list", [.. Enumerable.Repeat(new FakeHub.Fault(429), 3)]);
        var error = await setting.FailsAsync(HubFailure.RateLimited);
        Assert.Contains("3 attempts", error.Message, StringComparison.Ordinal);
        Assert.Equal([TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)], setting.Waits);
    }

    [Theory]
    [InlineData(404, "RevisionNotFound", HubFailure.NotFound, "RevisionNotFound")]
    [InlineData(401, "RepoNotFound", HubFailure.NotFound, "HF_TOKEN")]
    [InlineData(403, "GatedRepo", HubFailure.Unauthorised, "gated")]
    [InlineData(401, null, HubFailure.Unauthorised, "HF_TOKEN")]
    [InlineData(418, null, HubFailure.Network, "418")]
    public async Task Refusals_are_final_and_say_why(int status, string? code, HubFailure failure, string text)
    {
        setting.Hub.Fail("list", new FakeHub.Fault(status, ErrorCode: code));
        var error = await setting.FailsAsync(failure);
        Assert.Contains(text, error.Message, StringComparison.Ordinal);
        Assert.Empty(setting.Waits);
    }

    [Fact]
    public async Task A_missing_file_is_not_found()
    {
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(404));
        var error = await setting.FailsAsync(HubFailure.NotFound);
        Assert.Contains("org/model/a.gguf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_midway_leaves_a_partial_file_for_the_next_run()
    {
        using var cancel = new CancellationTokenSource();
        setting.Hub.Fail("a.gguf", new FakeHub.Fault(CutAfter: 100_000), new FakeHub.Fault(Hang: true));
        var run = setting.RunAsync(cancellation: cancel.Token);
        await setting.Hub.Hanging.WaitAsync();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.False(File.Exists(Fetched));
        Assert.True(new FileInfo(Assert.Single(setting.Leftovers())).Length is > 0 and <= 100_000);
        var report = await setting.RunAsync();
        Assert.Equal(bytes, File.ReadAllBytes(Fetched));
        Assert.True(report.BytesFetched < bytes.Length);
    }

    [Fact]
    public async Task A_silent_server_counts_as_broken()
    {
        using var impatient = new FetchSetting(idle: TimeSpan.FromMilliseconds(300));
        impatient.Hub.Add("a.gguf", bytes, lfs: true);
        impatient.Hub.Fail("a.gguf", new FakeHub.Fault(Hang: true));
        await impatient.RunAsync();
        Assert.NotEmpty(impatient.Waits);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(impatient.Snapshot, "a.gguf")));
    }

    [Fact]
    public async Task A_file_in_the_way_of_the_cache_is_a_disk_error()
    {
        File.WriteAllText(setting.Settings.CacheDirectory, "in the way");
        var error = await setting.FailsAsync(HubFailure.Disk);
        Assert.Contains(setting.Settings.CacheDirectory, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_do_not_write_one_file()
    {
        Directory.CreateDirectory(Path.Combine(setting.Repository, "blobs"));
        using var held = new FileStream(Path.Combine(setting.Repository, "blobs", setting.Hub.Etag("a.gguf") + ".incomplete"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        await setting.FailsAsync(HubFailure.Disk);
    }

    [Fact]
    public async Task A_full_disk_is_told_before_the_first_byte()
    {
        var plan = await setting.Fetcher.PlanAsync(setting.Request()) with { FreeBytes = 1000 };
        var error = await Assert.ThrowsAsync<HubException>(() => setting.Fetcher.RunAsync(plan));
        Assert.Equal(HubFailure.Disk, error.Failure);
        Assert.Empty(setting.Hub.Downloads);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("a/./b")]
    [InlineData("a\\\\..\\\\b")]
    public async Task Names_that_leave_the_folder_are_refused(string name)
    {
        setting.Hub.RawListing = $$"""{"sha": "{{FakeHub.Commit}}", "siblings": [{"rfilename": "{{name}}", "size": 1, "blobId": "{{new string('a', 40)}}"}]}""";
        await setting.FailsAsync(HubFailure.Hostile);
        Assert.False(Directory.Exists(setting.Settings.CacheDirectory));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"sha": "../../x", "siblings": []}""")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"rfilename": "a", "size": 1, "blobId": "../a"}]}""")]
    [InlineData("""{"sha": "0123456789abcdef0123456789abcdef01234567", "siblings": [{"size": 1}]}""")]
    public async Task A_listing_that_is_none_is_an_error(string listing)
    {
        setting.Hub.RawListing = listing;
        await setting.FailsAsync(HubFailure.Network);
    }

    [Fact]
    public async Task Patterns_that_match_nothing_are_an_error_that_shows_names()
    {
        var error = await Assert.ThrowsAsync<HubException>(() => setting.RunAsync(new(allow: ["*.gguff"])));
        Assert.Contains("a.gguf", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_server_is_a_network_error()
    {
        setting.Hub.Dispose();
        var error = await setting.FailsAsync(HubFailure.Network);
        Assert.Contains("no connection", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_asks_no_network()
    {
        using var fetcher = new Fetcher(setting.Settings with { Offline = true });
        var error = await Assert.ThrowsAsync<HubException>(() => fetcher.PlanAsync(setting.Request()));
        Assert.Equal(HubFailure.Offline, error.Failure);
        Assert.Empty(setting.Hub.Requests);
    }
}
