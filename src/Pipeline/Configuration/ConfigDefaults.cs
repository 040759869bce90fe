using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>The defaults that set_config starts from. Source: LightX2V lightx2v/utils/set_config.py.</summary>
internal static class ConfigDefaults
{
    public const string Source = "(LightX2V defaults)";

    /// <summary>The Wan2.2 A14B default of use_image_encoder is kept out: upstream's is true, which no A14B checkpoint can satisfy (see <see cref="UnsupportedKeys"/>).</summary>
    public static JsonObject Values => new()
    {
        ["task"] = "i2v",
        ["do_mm_calib"] = false,
        ["cpu_offload"] = false,
        ["max_area"] = false,
        ["vae_stride"] = new JsonArray(4, 8, 8),
        ["patch_size"] = new JsonArray(1, 2, 2),
        ["feature_caching"] = "NoCaching",
        ["teacache_thresh"] = 0.26,
        ["use_ret_steps"] = false,
        ["use_bfloat16"] = true,
        ["use_prompt_enhancer"] = false,
        ["parallel"] = false,
        ["seq_parallel"] = false,
        ["cfg_parallel"] = false,
        ["enable_cfg"] = false,
    };
}
