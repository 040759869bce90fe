using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;

namespace Workbench.UnitTests.Hub;

public sealed class ModelFolderTests : IDisposable
{
    private const string Commit = "1111111111111111111111111111111111111111";
    private readonly TemporaryFolder folder = new();

    private string Model => Path.Combine(folder.Path, "model");

    private HubSettings Settings => new() { CacheDirectory = Path.Combine(folder.Path, "hub") };

    public ModelFolderTests()
    {
        Directory.CreateDirectory(Model);
        Put("models_t5_umt5-xxl-enc-bf16.pth");
        Put("Wan2.1_VAE.pth");
        Put("google/umt5-xxl/tokenizer.json");
    }

    public void Dispose() => folder.Dispose();

    private string Put(string name, string text = "x") => folder.Write("model/" + name, text);

    private string PutInCache(string repository, string name)
    {
        folder.Write($"hub/models--{repository.Replace("/", "--", StringComparison.Ordinal)}/refs/main", Commit);
        return folder.Write($"hub/models--{repository.Replace("/", "--", StringComparison.Ordinal)}/snapshots/{Commit}/{name}", "x");
    }

    private PipelineConfig Config(string name, string overrides = "{}") => PipelineConfig.Load(
        new()
        {
            ConfigJson = name,
            ModelPath = Model,
            Overrides = System.Text.Json.Nodes.JsonNode.Parse(overrides)!.AsObject().ToDictionary(o => o.Key, o => o.Value),
        },
        ConfigEnvironment.Empty);

    private ModelFiles Locate(string name, string overrides = "{}") => ModelFolder.Locate(Config(name, overrides), Settings);

    private IReadOnlyList<MissingModelFile> Missing(string name, string overrides = "{}") =>
        Assert.Throws<ModelFilesException>(() => Locate(name, overrides)).Missing;

    [Fact]
    public void The_official_layout_with_shards_is_found()
    {
        foreach (var expert in new[] { "high_noise_model", "low_noise_model" })
        {
            Put($"{expert}/diffusion_pytorch_model-00002-of-00002.safetensors");
            Put($"{expert}/diffusion_pytorch_model-00001-of-00002.safetensors");
            Put($"{expert}/diffusion_pytorch_model.safetensors.index.json", """
                {"weight_map": {"a": "diffusion_pytorch_model-00002-of-00002.safetensors", "b": "diffusion_pytorch_model-00001-of-00002.safetensors"}}
                """);
        }

        var files = Locate("wan22_i2v_bf16");
        Assert.Equal(["diffusion_pytorch_model-00001-of-00002.safetensors", "diffusion_pytorch_model-00002-of-00002.safetensors"], files.HighNoise.Files.Select(f => Path.GetFileName(f)));
        Assert.Equal(Path.Combine(Model, "low_noise_model"), files.LowNoise.Path);
        Assert.Equal(Path.Combine(Model, "google", "umt5-xxl"), files.TokenizerFolder);
        Assert.Empty(files.Notes);

        // The same shards under a distilled class are legal, but worth a word.
        Assert.Equal(2, Locate("wan22_i2v_bf16_distill").Notes.Count(n => n.Text.Contains("undistilled", StringComparison.Ordinal)));
    }

    [Fact]
    public void Configs_and_an_index_alone_are_no_checkpoint()
    {
        foreach (var expert in new[] { "high_noise_model", "low_noise_model" })
        {
            Put($"{expert}/config.json", "{}");
            Put($"{expert}/diffusion_pytorch_model.safetensors.index.json", """{"weight_map": {"a": "diffusion_pytorch_model-00001-of-00001.safetensors"}}""");
        }

        var missing = Missing("wan22_i2v_bf16");
        Assert.Equal(2, missing.Count);
        Assert.Null(missing[0].Problem);
        Assert.Equal("workbench fetch Wan-AI/Wan2.2-I2V-A14B", missing[0].Command);
    }

    [Theory]
    [InlineData("""{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}""", "1 of 2 shards")]
    [InlineData("""{"weight_map": {"a": "../one.safetensors"}}""", "names no shards beside it")]
    [InlineData("""{"weight": {}}""", "not a shard index")]
    [InlineData("{", "not a shard index")]
    public void A_broken_set_of_shards_is_named(string index, string problem)
    {
        Put("low_noise_model/x.safetensors");
        Put("high_noise_model/one.safetensors");
        Put("high_noise_model/m.safetensors.index.json", index);
        Assert.Contains(problem, Assert.Single(Missing("wan22_i2v_bf16")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Gguf_pairs_are_found_by_their_usual_names_and_missing_ones_name_the_command()
    {
        Put("HighNoise/Wan2.2-I2V-A14B-HighNoise-Q4_K_M.gguf");
        var missing = Assert.Single(Missing("wan22_i2v_gguf_distill", """{"lora_configs": []}"""));
        Assert.StartsWith("low-noise expert (gguf-Q4_K_M)", missing.What, StringComparison.Ordinal);
        Assert.Equal("workbench fetch QuantStack/Wan2.2-I2V-A14B-GGUF --include \"LowNoise/Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf\"", missing.Command);
        Assert.Contains(Path.Combine(Model, "LowNoise", "Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf"), missing.Tried);

        var low = Put("LowNoise/Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf");
        Assert.Equal([low], Locate("wan22_i2v_gguf_distill", """{"lora_configs": []}""").LowNoise.Files);
    }

    [Fact]
    public void Experts_and_loras_may_lie_in_the_cache_and_base_files_in_the_model_folder()
    {
        var high = PutInCache("QuantStack/Wan2.2-I2V-A14B-GGUF", "HighNoise/Wan2.2-I2V-A14B-HighNoise-Q4_K_M.gguf");
        PutInCache("QuantStack/Wan2.2-I2V-A14B-GGUF", "LowNoise/Wan2.2-I2V-A14B-LowNoise-Q4_K_M.gguf");
        Assert.Equal("workbench fetch lightx2v/Wan2.2-Distill-Loras --include \"wan2.2_i2v_A14b_high_noise_lora_rank64_lightx2v_4step_1022.safetensors\"", Missing("wan22_i2v_gguf_distill")[0].Command);

        PutInCache("lightx2v/Wan2.2-Distill-Loras", "wan2.2_i2v_A14b_high_noise_lora_rank64_lightx2v_4step_1022.safetensors");
        PutInCache("lightx2v/Wan2.2-Distill-Loras", "wan2.2_i2v_A14b_low_noise_lora_rank64_lightx2v_4step_1022.safetensors");
        var files = Locate("wan22_i2v_gguf_distill");
        Assert.Equal(high, files.HighNoise.Path);
        Assert.Equal([true, false], files.Loras.Select(l => l.High));
    }

    [Fact]
    public void A_folder_of_ggufs_is_searched_by_type_and_two_candidates_are_refused()
    {
        Put("quants/a-Q4_K_M.gguf");
        Put("quants/a-Q4_K_S.gguf");
        var low = Put("lows/b-Q4_K_M.gguf");
        var files = Locate("wan22_i2v_gguf_distill", """{"lora_configs": [], "high_noise_quantized_ckpt": "quants", "low_noise_quantized_ckpt": "lows"}""");
        Assert.Equal("a-Q4_K_M.gguf", Path.GetFileName(files.HighNoise.Path));
        Assert.Equal(low, files.LowNoise.Path);

        Put("quants/c-Q4_K_M.gguf");
        Assert.Contains("several files fit", Missing("wan22_i2v_gguf_distill", """{"lora_configs": [], "high_noise_quantized_ckpt": "quants", "low_noise_quantized_ckpt": "lows"}""")[0].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Fp8_experts_must_hold_float8()
    {
        const string high = "wan2.2_i2v_A14b_high_noise_scaled_fp8_e4m3_lightx2v_4step.safetensors";
        const string low = "wan2.2_i2v_A14b_low_noise_scaled_fp8_e4m3_lightx2v_4step.safetensors";
        using var plain = torch.ones(2);
        SafetensorsWriter.Write(Path.Combine(Model, high), new Dictionary<string, torch.Tensor> { ["a"] = plain }, new Dictionary<string, string>());
        SafetensorsWriter.Write(Path.Combine(Model, low), new Dictionary<string, torch.Tensor> { ["a"] = plain }, new Dictionary<string, string>());
        Assert.All(Missing("wan22_i2v_fp8_distill"), m => Assert.Contains("no float8", m.Problem, StringComparison.Ordinal));
    }

    [Fact]
    public void Swapped_names_are_noted_and_one_file_for_both_refused()
    {
        Put("HighNoise/Wan2.2-I2V-A14B-HighNoise-Q8_0.gguf");
        Put("LowNoise/Wan2.2-I2V-A14B-LowNoise-Q8_0.gguf");
        const string common = "\"lora_configs\": [], \"dit_quant_scheme\": \"gguf-Q8_0\"";
        var notes = Locate("wan22_i2v_gguf_distill", $$"""{{{common}}, "high_noise_quantized_ckpt": "LowNoise", "low_noise_quantized_ckpt": "HighNoise"}""").Notes;
        Assert.Equal(2, notes.Count(n => n.Text.Contains("swapped", StringComparison.Ordinal)));

        var missing = Missing("wan22_i2v_gguf_distill", $$"""{{{common}}, "high_noise_quantized_ckpt": "HighNoise", "low_noise_quantized_ckpt": "HighNoise"}""");
        Assert.Contains("same file", Assert.Single(missing).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_find_file_rule_prefers_converted_folders()
    {
        Put("high_noise_model/a.safetensors");
        Put("low_noise_model/a.safetensors");
        var converted = Put("original/Wan2.1_VAE.pth");
        Assert.Equal(converted, Locate("wan22_i2v_bf16").Vae.Path);
    }

    [Fact]
    public void The_diffusers_layout_is_found()
    {
        using var diffusers = new TemporaryFolder();
        foreach (var name in new[] { "transformer/diffusion_pytorch_model.safetensors", "transformer_2/diffusion_pytorch_model.safetensors", "vae/diffusion_pytorch_model.safetensors", "text_encoder/model.safetensors", "tokenizer/spiece.model" })
        {
            diffusers.Write(name, "x");
        }

        var config = PipelineConfig.Load(new() { ConfigJson = "wan22_i2v_bf16", ModelPath = diffusers.Path }, ConfigEnvironment.Empty);
        var files = ModelFolder.Locate(config, Settings);
        Assert.Equal(["transformer", "transformer_2", "text_encoder", "vae"], new[] { files.HighNoise, files.LowNoise, files.TextEncoder, files.Vae }.Select(f => Path.GetFileName(f.Path)));
    }

    [Fact]
    public void Everything_missing_is_told_at_once()
    {
        using var empty = new TemporaryFolder();
        var config = PipelineConfig.Load(new() { ConfigJson = "wan22_i2v_fp8_distill", ModelPath = empty.Path }, ConfigEnvironment.Empty);
        var error = Assert.Throws<ModelFilesException>(() => ModelFolder.Locate(config, Settings));
        Assert.Equal(5, error.Missing.Count);
        Assert.All(error.Missing, m => Assert.StartsWith("workbench fetch ", m.Command, StringComparison.Ordinal));
    }
}
