namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Sizes of a UNet2DConditionModel. Source: diffusers models/unets/unet_2d_condition.py; MuseTalk's musetalk.json.</summary>
/// <param name="InChannels">in_channels: masked latent, then reference latent.</param>
/// <param name="OutChannels">out_channels.</param>
/// <param name="BlockChannels">block_out_channels, one per level.</param>
/// <param name="CrossAttentionDown">Which levels of the way down have attention (CrossAttnDownBlock2D).</param>
/// <param name="CrossAttentionUp">Which levels of the way up have attention (CrossAttnUpBlock2D).</param>
/// <param name="LayersPerBlock">Resnets per level on the way down; one more on the way up.</param>
/// <param name="HeadCount">
/// Number of heads in every attention. The file calls it <c>attention_head_dim</c>, a naming error that diffusers keeps for compatibility.
/// </param>
/// <param name="CrossAttentionWidth">cross_attention_dim: width of the audio tokens.</param>
/// <param name="Groups">norm_num_groups.</param>
/// <param name="NormEps">norm_eps of resnets and of the last norm; the transformers' group norm has 1e-6 always.</param>
/// <param name="FlipSinToCos">Cosines before sines in the time embedding.</param>
/// <param name="FrequencyShift">freq_shift.</param>
public sealed record UNetConfig(
    long InChannels, long OutChannels, IReadOnlyList<long> BlockChannels, IReadOnlyList<bool> CrossAttentionDown, IReadOnlyList<bool> CrossAttentionUp,
    long LayersPerBlock, long HeadCount, long CrossAttentionWidth, long Groups, double NormEps, bool FlipSinToCos, long FrequencyShift)
{
    /// <summary>musetalk/musetalk.json and musetalkV15/musetalk.json, which are equal.</summary>
    public static UNetConfig MuseTalk { get; } =
        new(8, 4, [320, 640, 1280, 1280], [true, true, true, false], [false, true, true, true], 2, 8, 384, 32, 1e-5, true, 0);

    /// <summary>Width of the time embedding.</summary>
    public long TimeWidth => 4 * BlockChannels[0];

    /// <summary>Reads diffusers' <c>config.json</c>; refuses what this network does not implement.</summary>
    public static UNetConfig From(JsonConfig json)
    {
        json.Require("act_fn", "silu");
        json.Require("resnet_time_scale_shift", "default");
        json.Require("time_embedding_type", "positional");
        json.Require("mid_block_type", "UNetMidBlock2DCrossAttn");
        foreach (var flag in new[] { "center_input_sample", "use_linear_projection", "dual_cross_attention", "only_cross_attention", "upcast_attention" })
        {
            if (json.Flag(flag, false))
            {
                throw json.Wrong(flag, "false", true);
            }
        }

        foreach (var (key, only) in new[] { ("downsample_padding", 1.0), ("mid_block_scale_factor", 1.0), ("transformer_layers_per_block", 1.0) })
        {
            if (json.Number(key, only) is var value && value != only)
            {
                throw json.Wrong(key, $"{only}", value);
            }
        }

        var config = new UNetConfig(
            json.Integer("in_channels", 4), json.Integer("out_channels", 4), json.Integers("block_out_channels"),
            Attention(json, "down_block_types", "CrossAttnDownBlock2D", "DownBlock2D"), Attention(json, "up_block_types", "CrossAttnUpBlock2D", "UpBlock2D"),
            json.Integer("layers_per_block", 2), json.Integer("attention_head_dim", 8), json.Integer("cross_attention_dim", 1280),
            json.Integer("norm_num_groups", 32), json.Number("norm_eps", 1e-5), json.Flag("flip_sin_to_cos", true), json.Integer("freq_shift", 0));
        var levels = config.BlockChannels.Count;
        return config.CrossAttentionDown.Count == levels && config.CrossAttentionUp.Count == levels
            ? config
            : throw json.Wrong("block_out_channels", "as long as down_block_types and up_block_types", levels);
    }

    private static bool[] Attention(JsonConfig json, string key, string with, string without) =>
        [.. json.Texts(key).Select(type => type == with || (type == without ? false : throw json.Wrong(key, $"{with} or {without}", type)))];
}
