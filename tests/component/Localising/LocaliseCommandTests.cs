using System.Text.Json;
using Workbench.Cli.Hosting;

namespace Workbench.ComponentTests.Localising;

/// <summary>The command as people meet it: a damaged folder or a damaged stage file from outside, the committed goldens, child processes, exit codes.</summary>
[Trait("Stage", "localise")]
public sealed class LocaliseCommandTests : IDisposable
{
    private static readonly string Goldens = Repository.At("golden", "default");

    private readonly TinyModels models = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        models.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_changed_weight_is_named_at_the_first_tensor_it_touches()
    {
        DoctoredModel.Write(models.Folder, folder["model"], Path.Combine("low_noise_model", "diffusion_pytorch_model.safetensors"),
            (path, copy) => DoctoredModel.Rewrite(path, copy, new("sign-bit", "blocks.2.cross_attn.k.weight", 5)));

        var found = Localise(ExitCodes.Regression, "--model", folder["model"], "--stage", "12.high", "--stage", "12.low");

        Assert.Equal(("12.low", "dit.low/blocks.02/cross_attn/k", "regression"), found);
    }

    [Fact]
    public void A_changed_input_is_named_as_such()
    {
        var sound = Directory.GetFiles(Path.Combine(Goldens, "cpu-float32"), "13.*.input.safetensors").Single();
        DoctoredModel.Rewrite(sound, folder["13.safetensors"], new("exponent-bit", "latent", 3));

        var found = Localise(ExitCodes.Regression, "--model", models.Folder, "--stage", "13", "--input", $"13={folder["13.safetensors"]}");

        Assert.Equal(("13", "input/latent", "regression"), found);
    }

    [Fact]
    public void A_torn_checkpoint_is_a_bad_file_of_its_stage()
    {
        DoctoredModel.Write(models.Folder, folder["model"], "models_t5_umt5-xxl-enc-bf16.safetensors", (path, copy) => File.WriteAllBytes(copy, File.ReadAllBytes(path)[..^100]));

        var (stage, _, verdict) = Localise(ExitCodes.BadFile, "--model", folder["model"], "--stage", "10", "--stage", "12.high");

        Assert.Equal(("10", "bad-file"), (stage, verdict));
    }

    [Fact]
    public void Without_goldens_of_the_class_there_is_no_verdict()
    {
        var (code, data, _) = CommandLine.Run("localise", "--model", models.Folder, "--golden", folder["nothing"], "--stage", "10");

        Assert.Equal(ExitCodes.MissingGolden, code);
        Assert.StartsWith("no verdict", data, StringComparison.Ordinal);
        Assert.Contains("workbench golden record", data, StringComparison.Ordinal);
    }

    [Fact]
    public void Against_another_device_that_is_named_and_only_the_stages_asked_for_run_there()
    {
        var (code, data, log) = CommandLine.Run("localise", "--model", models.Folder, "--against", "cpu", "--stage", "10");

        Assert.True(code == ExitCodes.Pass, data + log);
        Assert.Matches(@"^stage 10 agrees with cpu \([0-9]+ tensors\)\n", data);
        Assert.DoesNotContain("golden", data, StringComparison.Ordinal);
    }

    private static (string? Stage, string? Tap, string? Verdict) Localise(int expected, params string[] arguments)
    {
        var (code, data, log) = CommandLine.Run(["localise", "--golden", Goldens, "--json", .. arguments]);
        Assert.True(code == expected, data + log);
        using var report = JsonDocument.Parse(data);
        string? Text(string name) => report.RootElement.GetProperty(name).GetString();
        return (Text("stage"), Text("tap"), Text("verdict"));
    }
}
