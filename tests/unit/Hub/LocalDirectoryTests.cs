using Workbench.Pipeline.Hub;

namespace Workbench.UnitTests.Hub;

public sealed class LocalDirectoryTests : IDisposable
{
    private readonly FetchSetting setting = new();
    private readonly byte[] bytes = FakeHub.Content(50_000, 9);

    public LocalDirectoryTests()
    {
        setting.Hub.Add("config.json", "{}"u8.ToArray());
        setting.Hub.Add("HighNoise/a.gguf", bytes, lfs: true);
    }

    private string Gguf => Path.Combine(setting.Local, "HighNoise", "a.gguf");

    public void Dispose() => setting.Dispose();

    [Fact]
    public async Task Writes_plain_files_and_metadata()
    {
        var report = await setting.RunAsync(local: true);
        Assert.Equal(setting.Local, report.Folder);
        Assert.Equal(bytes, File.ReadAllBytes(Gguf));
        Assert.Null(new FileInfo(Gguf).LinkTarget);
        var metadata = File.ReadAllLines(Path.Combine(setting.Local, ".cache", "huggingface", "download", "HighNoise", "a.gguf.metadata"));
        Assert.Equal([FakeHub.Commit, setting.Hub.Etag("HighNoise/a.gguf")], metadata[..2]);
        Assert.Equal("*", File.ReadAllText(Path.Combine(setting.Local, ".cache", "huggingface", ".gitignore")));
        Assert.Empty(setting.Leftovers());
        Assert.False(Directory.Exists(setting.Settings.CacheDirectory));

        Assert.Equal(0, (await setting.RunAsync(local: true)).FilesFetched);
    }

    [Fact]
    public async Task Adopts_the_very_file_and_replaces_another()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Gguf)!);
        File.WriteAllBytes(Gguf, bytes);
        File.WriteAllText(Path.Combine(setting.Local, "config.json"), "[]");
        var report = await setting.RunAsync(local: true);
        Assert.Equal((1, 1), (report.FilesFetched, report.FilesPresent));
        Assert.Equal("{}", File.ReadAllText(Path.Combine(setting.Local, "config.json")));
    }

    [Fact]
    public async Task A_file_changed_since_is_fetched_again()
    {
        await setting.RunAsync(local: true);
        var changed = (byte[])bytes.Clone();
        changed[0] ^= 1;
        File.WriteAllBytes(Gguf, changed);
        File.SetLastWriteTimeUtc(Gguf, DateTime.UtcNow.AddMinutes(5));
        Assert.Equal(1, (await setting.RunAsync(local: true)).FilesFetched);
        Assert.Equal(bytes, File.ReadAllBytes(Gguf));
    }

    [Fact]
    public async Task A_folder_in_the_way_is_a_disk_error_and_leaves_the_rest()
    {
        Directory.CreateDirectory(Path.Combine(setting.Local, "config.json", "x"));
        await setting.FailsAsync(HubFailure.Disk, local: true);
        Assert.True(Directory.Exists(Path.Combine(setting.Local, "config.json", "x")));
    }
}
