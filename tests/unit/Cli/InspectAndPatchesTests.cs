using System.Text.Json;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.TinyModel;

namespace Workbench.UnitTests.Cli;

public sealed class InspectAndPatchesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_model_folder_with_quantised_experts_is_sound()
    {
        Assert.True(QuantScheme.TryParse("gguf-Q4_K_M", out var gguf, out _));
        Assert.True(QuantScheme.TryParse("fp8-sgl", out var fp8, out _));
        TinyModelFolder.Write(folder["model"], 0, [gguf, fp8]);

        var (code, data, _) = CommandRun.Of("inspect", folder["model"], "--json");

        Assert.Equal(ExitCodes.Pass, code);
        using var report = JsonDocument.Parse(data);
        Assert.True(report.RootElement.GetProperty("sound").GetBoolean());
        Assert.Equal(8, report.RootElement.GetProperty("parts").GetArrayLength());
        Assert.Contains(report.RootElement.GetProperty("parts").EnumerateArray(), p => p.GetProperty("format").GetString() == "gguf"
            && p.GetProperty("types").EnumerateArray().Any(t => t.GetProperty("type").GetString() == "Q6_K"));
    }

    [Fact]
    public void The_same_expert_twice_and_a_broken_file_are_problems()
    {
        TinyModelFolder.Write(folder["model"]);
        File.Copy(Path.Combine(folder["model"], "high_noise_model", "diffusion_pytorch_model.safetensors"), Path.Combine(folder["model"], "low_noise_model", "diffusion_pytorch_model.safetensors"), overwrite: true);
        var (code, text, _) = CommandRun.Of("inspect", folder["model"]);
        Assert.Equal(ExitCodes.Regression, code);
        Assert.Contains("identical", text, StringComparison.Ordinal);

        File.WriteAllText(Path.Combine(folder["model"], "Wan2.1_VAE.safetensors"), "<html>");
        Assert.Equal(ExitCodes.BadFile, CommandRun.Of("inspect", folder["model"]).Code);
        Assert.Equal(ExitCodes.BadFile, CommandRun.Of("inspect", folder["nothing"]).Code);
    }

    [Fact]
    public void Patches_are_listed_for_a_device_that_is_not_here()
    {
        var (code, data, _) = CommandRun.Of("patches", "--model", "full-size", "--scheme", "gguf-Q4_K_M", "--compute-capability", "12.0", "--without", "vae-inner-cast", "--json");

        Assert.Equal(ExitCodes.Pass, code);
        using var list = JsonDocument.Parse(data);
        var patches = list.RootElement.GetProperty("patches").EnumerateArray().ToDictionary(p => p.GetProperty("id").GetString()!);
        Assert.True(patches["patch-embedding-cast"].GetProperty("applies").GetBoolean());
        Assert.False(patches["vae-inner-cast"].GetProperty("on").GetBoolean());
        Assert.False(patches["fp8-scaled-mm"].GetProperty("applies").GetBoolean());
    }

    [Fact]
    public void An_unknown_patch_is_a_usage_error_with_the_nearest_name()
    {
        var (code, _, log) = CommandRun.Of("patches", "--without", "vae-iner-cast");

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("vae-inner-cast", log, StringComparison.Ordinal);
    }
}
