using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;

namespace Workbench.UnitTests.Hub;

/// <summary>The ignore patterns of the base repository on its recorded file list.</summary>
public sealed class KnownRepositoriesTests
{
    private static readonly IReadOnlyList<(string Path, long? Size)> Recorded =
        [.. JsonNode.Parse(File.ReadAllText(Repository.At("tests", "data", "hub", "Wan-AI--Wan2.2-I2V-A14B.json")))!["files"]!.AsArray()
            .Select(f => (f!["path"]!.GetValue<string>(), f["size"]?.GetValue<long>()))];

    [Fact]
    public void The_shards_are_left_out_and_the_configs_kept()
    {
        var filter = new HubFilter(ignore: KnownRepositories.BaseIgnorePatterns);
        Assert.Equal(
            [
                ".gitattributes", "README.md", "Wan2.1_VAE.pth", "configuration.json",
                "google/umt5-xxl/special_tokens_map.json", "google/umt5-xxl/spiece.model", "google/umt5-xxl/tokenizer.json", "google/umt5-xxl/tokenizer_config.json",
                "high_noise_model/config.json", "high_noise_model/diffusion_pytorch_model.safetensors.index.json",
                "low_noise_model/config.json", "low_noise_model/diffusion_pytorch_model.safetensors.index.json",
                "models_t5_umt5-xxl-enc-bf16.pth",
            ],
            Recorded.Select(f => f.Path).Where(filter.Keeps).Order(StringComparer.Ordinal));
        var leftOut = Recorded.Where(f => !filter.Keeps(f.Path)).ToList();
        Assert.Equal(12, leftOut.Count(f => f.Path.EndsWith(".safetensors", StringComparison.Ordinal)));
        Assert.Equal(114_311_431_552, leftOut.Sum(f => f.Size ?? 0));
    }

    [Theory]
    [InlineData("wan22_i2v_gguf_distill", "Wan-AI/Wan2.2-I2V-A14B", "QuantStack/Wan2.2-I2V-A14B-GGUF", "lightx2v/Wan2.2-Distill-Loras")]
    [InlineData("wan22_i2v_fp8_distill", "Wan-AI/Wan2.2-I2V-A14B", "lightx2v/Wan2.2-Distill-Models", null)]
    [InlineData("wan22_i2v_bf16_distill", "Wan-AI/Wan2.2-I2V-A14B", "lightx2v/Wan2.2-Distill-Models", null)]
    [InlineData("wan22_i2v_bf16", "Wan-AI/Wan2.2-I2V-A14B", null, null)]
    public void A_configuration_knows_its_repositories(string name, string first, string? second, string? third)
    {
        var config = PipelineConfig.Load(new() { ConfigJson = name }, ConfigEnvironment.Empty);
        var presets = FetchPresets.For(config);
        Assert.Equal(new[] { first, second, third }.OfType<string>(), presets.Select(p => p.Repository.Id));

        // The base repository gives its shards only to the configuration that runs them.
        const string shard = "high_noise_model/diffusion_pytorch_model-00001-of-00006.safetensors";
        Assert.Equal(second is null, presets[0].Filter.Keeps(shard));
        Assert.True(presets[0].Filter.Keeps("low_noise_model/config.json"));
        Assert.False(presets[0].Filter.Keeps("assets/logo.png"));
    }

    [Fact]
    public void Expert_names_are_the_published_ones()
    {
        Assert.True(QuantScheme.TryParse("gguf-Q5_K_S", out var gguf, out _));
        Assert.Equal(
            new ExpertTemplate("QuantStack/Wan2.2-I2V-A14B-GGUF", "HighNoise/Wan2.2-I2V-A14B-HighNoise-Q5_K_S.gguf", "LowNoise/Wan2.2-I2V-A14B-LowNoise-Q5_K_S.gguf"),
            ExpertTemplate.For(gguf, ModelClass.Wan22MoeDistill));
        Assert.True(QuantScheme.TryParse("fp8-sgl", out var fp8, out _));
        Assert.Equal("wan2.2_i2v_A14b_low_noise_scaled_fp8_e4m3_lightx2v_4step.safetensors", ExpertTemplate.For(fp8, ModelClass.Wan22MoeDistill)!.Low);
        Assert.Null(ExpertTemplate.For(fp8, ModelClass.Wan22Moe));
        Assert.Equal("wan2.2_i2v_A14b_high_noise_lightx2v_4step.safetensors", ExpertTemplate.For(QuantScheme.Default, ModelClass.Wan22MoeDistill)!.High);
    }
}
