using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Models;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;

namespace Workbench.UnitTests.LipSync;

public sealed class ConfigTests
{
    private const string MuseTalk = """
        {"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.6.0.dev0", "act_fn": "silu", "attention_head_dim": 8,
         "block_out_channels": [320, 640, 1280, 1280], "center_input_sample": false, "cross_attention_dim": 384,
         "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"], "downsample_padding": 1,
         "flip_sin_to_cos": true, "freq_shift": 0, "in_channels": 8, "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05,
         "norm_num_groups": 32, "out_channels": 4, "sample_size": 64,
         "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]}
        """;

    [Fact]
    public void Upstreams_file_is_the_preset()
    {
        var config = UNetConfig.From(Json(MuseTalk));

        Assert.Equal(UNetConfig.MuseTalk.BlockChannels, config.BlockChannels);
        Assert.Equal(UNetConfig.MuseTalk.CrossAttentionDown, config.CrossAttentionDown);
        Assert.Equal(UNetConfig.MuseTalk.CrossAttentionUp, config.CrossAttentionUp);
        Assert.Equal(
            UNetConfig.MuseTalk with { BlockChannels = [], CrossAttentionDown = [], CrossAttentionUp = [] },
            config with { BlockChannels = [], CrossAttentionDown = [], CrossAttentionUp = [] });
    }

    [Theory]
    [InlineData("act_fn", "\"gelu\"")]
    [InlineData("down_block_types", "[\"AttnDownBlock2D\"]")]
    [InlineData("use_linear_projection", "true")]
    [InlineData("downsample_padding", "0")]
    [InlineData("block_out_channels", "[320, 640]")]
    [InlineData("attention_head_dim", "\"eight\"")]
    [InlineData("block_out_channels", "null")]
    [InlineData("block_out_channels", "[1.5]")]
    public void What_is_not_implemented_is_an_error_that_names_the_key(string key, string value)
    {
        var content = JsonNode.Parse(MuseTalk)!.AsObject();
        content[key] = JsonNode.Parse(value);

        Assert.Contains($"'{key}'", Assert.Throws<CheckpointException>(() => UNetConfig.From(new("unet.json", content))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Vae_without_a_scaling_factor_has_the_default_one()
    {
        var config = VaeConfig.From(Json("""
            {"act_fn": "silu", "block_out_channels": [128, 256, 512, 512], "in_channels": 3, "out_channels": 3, "latent_channels": 4, "layers_per_block": 2,
             "norm_num_groups": 32, "sample_size": 256, "down_block_types": ["DownEncoderBlock2D"], "up_block_types": ["UpDecoderBlock2D"]}
            """));

        Assert.Equal(VaeConfig.SdVaeFtMse with { BlockChannels = [] }, config with { BlockChannels = [] });
        Assert.Equal(8, config.Stride);
        Assert.Throws<CheckpointException>(() => VaeConfig.From(Json("""{"down_block_types": ["AttnDownEncoderBlock2D"]}""")));
    }

    [Fact]
    public void Whisper()
    {
        var json = """{"d_model": 384, "encoder_layers": 4, "encoder_attention_heads": 6, "encoder_ffn_dim": 1536, "num_mel_bins": 80, "max_source_positions": 1500, "activation_function": "gelu"}""";

        Assert.Equal(WhisperConfig.Tiny, WhisperConfig.From(Json(json)));
        Assert.Throws<CheckpointException>(() => WhisperConfig.From(Json(json.Replace("\"encoder_attention_heads\": 6", "\"encoder_attention_heads\": 7", StringComparison.Ordinal))));
    }

    [Fact]
    public void A_missing_or_broken_file_is_named()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains(path, Assert.Throws<CheckpointException>(() => JsonConfig.Read(path)).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "{ torn");
        Assert.IsType<JsonException>(Assert.Throws<CheckpointException>(() => JsonConfig.Read(path)).InnerException, exactMatch: false);
        File.WriteAllText(path, "[]");
        Assert.Throws<CheckpointException>(() => JsonConfig.Read(path));
        File.Delete(path);
    }

    private static JsonConfig Json(string text) => new("config.json", JsonNode.Parse(text)!.AsObject());
}
