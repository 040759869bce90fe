using Workbench.Cli.Commands;
using Workbench.Cli.Hosting;
using Workbench.UnitTests.Hub;

namespace Workbench.UnitTests.Cli;

public sealed class FetchCommandTests : IDisposable
{
    private readonly FetchSetting setting = new();

    public FetchCommandTests()
    {
        setting.Hub.Add("config.json", "{}"u8.ToArray());
        setting.Hub.Add("high_noise_model/a.safetensors", FakeHub.Content(300_000, 2), lfs: true);
    }

    public void Dispose() => setting.Dispose();

    private (int Code, string Data, string Log) Run(params string[] args) => CommandRun.Of([new FetchCommand(setting.Settings)], ["fetch", .. args], CancellationToken.None);

    [Fact]
    public void Says_what_will_come_and_brings_it()
    {
        var (code, data, _) = Run("org/model");

        Assert.Equal(ExitCodes.Pass, code);
        Assert.Contains("To fetch: 300 kB of 300 kB in 2 files", data, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(setting.Snapshot, "high_noise_model", "a.safetensors")));
    }

    [Fact]
    public void A_dry_run_fetches_nothing()
    {
        var (code, data, _) = Run("org/model", "--dry-run", "--include", "*.json");

        Assert.Equal(ExitCodes.Pass, code);
        Assert.Contains("left out: 1 file, 300 kB", data, StringComparison.Ordinal);
        Assert.False(Directory.Exists(setting.Snapshot));
    }

    [Fact]
    public void Json_is_one_document_on_stdout()
    {
        var (_, data, log) = Run("org/model", "--json", "--local-dir", setting.Local);

        using var document = System.Text.Json.JsonDocument.Parse(data);
        Assert.Equal(2, document.RootElement.GetProperty("fetched")[0].GetProperty("filesFetched").GetInt32());
        Assert.Contains("To fetch:", log, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(setting.Local, "config.json")));
    }

    [Fact]
    public void Bad_names_and_schemes_are_usage_errors()
    {
        Assert.Equal(ExitCodes.Usage, Run("just-a-name").Code);
        Assert.Equal(ExitCodes.Usage, Run("--scheme", "int8-sgl").Code);
    }
}
