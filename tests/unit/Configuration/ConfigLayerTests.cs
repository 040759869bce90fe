using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;

namespace Workbench.UnitTests.Configuration;

/// <summary>Which layer wins, against LightX2V's set_config.</summary>
public sealed class ConfigLayerTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private static Dictionary<string, JsonNode?> Keys(string json) => JsonNode.Parse(json)!.AsObject().ToDictionary(k => k.Key, k => k.Value);

    [Fact]
    public void The_json_beats_arguments_and_arguments_beat_defaults()
    {
        var config = LightX2VConfig.Load(new()
        {
            Arguments = Keys("""{"infer_steps": 7, "teacache_thresh": 0.5}"""),
            ConfigJson = folder.Write("c.json", """{"infer_steps": 4}"""),
        });
        Assert.Equal(4, config.Values["infer_steps"].Value.GetValue<int>());
        Assert.Equal(0.5, config.Values["teacache_thresh"].Value.GetValue<double>());
        Assert.Equal("NoCaching", config.Values["feature_caching"].Value.GetValue<string>());
    }

    [Fact]
    public void Request_fields_never_reach_the_configuration_from_arguments()
    {
        var config = LightX2VConfig.Load(new() { Arguments = Keys("""{"seed": 1, "resize_mode": "adaptive", "prompt": "x"}""") });
        Assert.DoesNotContain("seed", config.Values.Keys);
        Assert.DoesNotContain("resize_mode", config.Values.Keys);
        Assert.Empty(config.Notes);
    }

    [Fact]
    public void The_models_own_file_beats_the_json_and_says_so()
    {
        folder.Write("model/low_noise_model/config.json", """{"_class_name": "WanModel", "dim": 256, "text_len": 64, "num_heads": 2, "eps": 1e-06, "odd": 1}""");
        folder.Write("model/high_noise_model/config.json", """{"dim": 1}""");
        var config = LightX2VConfig.Load(new()
        {
            ConfigJson = folder.Write("c.json", """{"text_len": 512}"""),
            ModelPath = Path.Combine(folder.Path, "model"),
        });
        Assert.Equal(64, config.Values["text_len"].Value.GetValue<int>());
        Assert.Equal(256, config.Values["dim"].Value.GetValue<int>());
        var note = Assert.Single(config.Notes);
        Assert.Equal("text_len", note.Key);
    }

    [Fact]
    public void The_first_existing_model_file_is_the_one()
    {
        folder.Write("model/config.json", """{"dim": 1}""");
        folder.Write("model/transformer/config.json", """{"num_attention_heads": 40, "attention_head_dim": 128, "in_channels": 36}""");
        var path = Path.Combine(folder.Path, "model");
        Assert.EndsWith(Path.Combine("model", "config.json"), ModelConfigFile.Find(path), StringComparison.Ordinal);

        File.Delete(Path.Combine(path, "config.json"));
        var diffusers = LightX2VConfig.Load(new() { ModelPath = path });
        Assert.Equal(5120, diffusers.Values["dim"].Value.GetValue<int>());
        Assert.Equal(40, diffusers.Values["num_heads"].Value.GetValue<int>());
        Assert.Equal(36, diffusers.Values["in_dim"].Value.GetValue<int>());
    }

    [Fact]
    public void Overrides_beat_every_file()
    {
        var config = PipelineConfig.Load(
            new() { ConfigJson = "wan22_i2v_bf16_distill", Overrides = Keys("""{"wan22_dit_quant_scheme": "gguf-Q8_0", "dit_quantized": true, "offload_granularity": "model", "target_video_length": 5}""") },
            ConfigEnvironment.Empty);
        Assert.Equal("Q8_0", config.Quant.GgufType);
        Assert.Equal(5, config.Frames);
    }

    [Fact]
    public void Steps_are_taken_from_their_other_name()
    {
        var config = LightX2VConfig.Load(new() { ConfigJson = folder.Write("c.json", """{"num_inference_steps": 12}""") });
        Assert.Equal(12, config.Values["infer_steps"].Value.GetValue<int>());
    }

    [Theory]
    [InlineData(81, 81)]
    [InlineData(82, 81)]
    [InlineData(83, 81)]
    [InlineData(80, 81)]
    [InlineData(84, 85)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(4, 5)]
    public void Frames_are_rounded_as_upstream_does_with_a_note(int given, int made)
    {
        var config = Configs.With(Configs.Distill, $$"""{"target_video_length": {{given}}}""");
        Assert.Equal(made, config.Frames);
        Assert.Equal(given == made ? 0 : 1, config.Notes.Count(n => n.Key == "target_video_length"));
    }

    [Fact]
    public void A_missing_model_folder_is_an_error()
    {
        var problem = Assert.Single(Assert.Throws<ConfigException>(() => LightX2VConfig.Load(new() { ModelPath = "/no/such/folder" })).Problems);
        Assert.Equal("model_path", problem.Key);
    }

    [Theory]
    [InlineData("[1]", "a JSON object")]
    [InlineData("{\"a\": ", "valid JSON")]
    [InlineData("{\"fps\": 16, \"fps\": 24}", "valid JSON")]
    [InlineData("", "valid JSON")]
    public void Malformed_files_are_errors(string text, string expected)
    {
        var problem = Assert.Single(Assert.Throws<ConfigException>(() => LightX2VConfig.Load(new() { ConfigJson = folder.Write("c.json", text) })).Problems);
        Assert.Equal(expected, problem.Expected);
    }

    [Fact]
    public void An_unknown_name_lists_the_shipped_ones()
    {
        var error = Assert.Throws<ConfigException>(() => ConfigLocator.Find("tiny_i2w"));
        Assert.Contains("tiny_i2v", error.Message, StringComparison.Ordinal);
    }
}
