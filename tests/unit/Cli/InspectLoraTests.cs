using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.TinyModel;

namespace Workbench.UnitTests.Cli;

public sealed class InspectLoraTests : IDisposable
{
    private static readonly string Lora = Repository.At("tests", "data", "wan22-tiny", "weights", "lora_high.safetensors");

    private readonly TemporaryFolder folder = new();

    public InspectLoraTests() => TinyModelFolder.Write(folder["model"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Against_a_model_folder_it_says_what_it_would_touch_in_both_experts()
    {
        var (code, data, _) = CommandRun.Of("inspect", Lora, "--against", folder["model"], "--json");

        Assert.Equal(ExitCodes.Pass, code);
        using var report = JsonDocument.Parse(data);
        Assert.Equal(["high_noise_model", "low_noise_model"], report.RootElement.EnumerateArray()
            .Select(e => e.GetProperty("model").GetString()!.Contains("high_noise_model", StringComparison.Ordinal) ? "high_noise_model" : "low_noise_model").Order());
        Assert.All(report.RootElement.EnumerateArray(), e =>
        {
            Assert.True(e.GetProperty("fits").GetBoolean());
            Assert.Equal(20, e.GetProperty("matches").GetArrayLength());
            Assert.Equal("high", e.GetProperty("expert").GetString());
        });
    }

    [Fact]
    public void A_lora_that_matches_nothing_is_exit_1_and_a_model_without_an_expert_is_an_error()
    {
        var stranger = Path.Combine(folder["model"], "Wan2.1_VAE.safetensors");
        var (code, text, _) = CommandRun.Of("inspect", stranger, "--against", Path.Combine(folder["model"], "high_noise_model"));
        Assert.Equal(ExitCodes.Regression, code);
        Assert.Contains("match nothing", text, StringComparison.Ordinal);

        var (refused, _, log) = CommandRun.Of("inspect", Lora, "--against", stranger);
        Assert.Equal(ExitCodes.BadFile, refused);
        Assert.Contains("no Wan transformer", log, StringComparison.Ordinal);
    }
}
