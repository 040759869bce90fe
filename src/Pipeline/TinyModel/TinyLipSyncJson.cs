using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;

namespace Workbench.Pipeline.TinyModel;

/// <summary>The configuration files of diffusers and transformers for given sizes.</summary>
internal static class TinyLipSyncJson
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>musetalk.json.</summary>
    public static string Of(UNetConfig c) => Text(new()
    {
        ["_class_name"] = "UNet2DConditionModel",
        ["act_fn"] = "silu",
        ["attention_head_dim"] = c.HeadCount,
        ["block_out_channels"] = Numbers(c.BlockChannels),
        ["center_input_sample"] = false,
        ["cross_attention_dim"] = c.CrossAttentionWidth,
        ["down_block_types"] = Texts(c.CrossAttentionDown, "CrossAttnDownBlock2D", "DownBlock2D"),
        ["downsample_padding"] = 1,
        ["flip_sin_to_cos"] = c.FlipSinToCos,
        ["freq_shift"] = c.FrequencyShift,
        ["in_channels"] = c.InChannels,
        ["layers_per_block"] = c.LayersPerBlock,
        ["mid_block_scale_factor"] = 1,
        ["norm_eps"] = c.NormEps,
        ["norm_num_groups"] = c.Groups,
        ["out_channels"] = c.OutChannels,
        ["up_block_types"] = Texts(c.CrossAttentionUp, "CrossAttnUpBlock2D", "UpBlock2D"),
    });

    /// <summary>The VAE's config.json.</summary>
    public static string Of(VaeConfig c) => Text(new()
    {
        ["_class_name"] = "AutoencoderKL",
        ["act_fn"] = "silu",
        ["block_out_channels"] = Numbers(c.BlockChannels),
        ["down_block_types"] = Texts(c.BlockChannels.Select(_ => true), "DownEncoderBlock2D", ""),
        ["in_channels"] = c.ImageChannels,
        ["latent_channels"] = c.LatentChannels,
        ["layers_per_block"] = c.LayersPerBlock,
        ["norm_num_groups"] = c.Groups,
        ["out_channels"] = c.ImageChannels,
        ["scaling_factor"] = c.ScalingFactor,
        ["up_block_types"] = Texts(c.BlockChannels.Select(_ => true), "UpDecoderBlock2D", ""),
    });

    /// <summary>Whisper's config.json.</summary>
    public static string Of(WhisperConfig c) => Text(new()
    {
        ["activation_function"] = "gelu",
        ["d_model"] = c.Width,
        ["encoder_attention_heads"] = c.HeadCount,
        ["encoder_ffn_dim"] = c.FeedForward,
        ["encoder_layers"] = c.Layers,
        ["max_source_positions"] = c.Positions,
        ["model_type"] = "whisper",
        ["num_mel_bins"] = c.MelBins,
    });

    private static string Text(JsonObject content) => content.ToJsonString(Indented) + "\n";

    private static JsonArray Numbers(IEnumerable<long> values) => new([.. values.Select(v => (JsonNode)v)]);

    private static JsonArray Texts(IEnumerable<bool> choices, string yes, string no) => new([.. choices.Select(c => (JsonNode)(c ? yes : no))]);
}
