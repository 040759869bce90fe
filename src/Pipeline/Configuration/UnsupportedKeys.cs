using System.Text.Json;

namespace Workbench.Pipeline.Configuration;

/// <summary>Upstream features that Workbench does not run: refused where they would change the result or the machine, noted where they would not.</summary>
internal static class UnsupportedKeys
{
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["changing_resolution"] = "false (early steps at a smaller size are an approximation that Workbench does not run)",
        ["weight_auto_quant"] = "false (quantise beforehand; Workbench loads quantised files as they are)",
        ["use_lightvae"] = "false (the pruned VAE is another network)",
        ["use_tae"] = "false (the tiny autoencoder is another network)",
        ["dummy_model"] = "false (make a random checkpoint instead: workbench checkpoint tiny)",
        ["do_mm_calib"] = "false (calibration runs are upstream's own tool)",
        ["parallel"] = "false (Workbench runs on one device)",
        ["seq_parallel"] = "false (Workbench runs on one device)",
        ["cfg_parallel"] = "false (Workbench runs on one device)",
        ["tensor_parallel"] = "false (Workbench runs on one device)",
        ["video_frame_interpolation"] = "no such key (interpolation after decoding is not part of Workbench)",
        ["video_super_resolution"] = "no such key (super-resolution after decoding is not part of Workbench)",
        ["disagg_mode"] = "no such key (stages run apart through stage files: workbench stage run)",
    };

    private static readonly Dictionary<string, string> Ignored = new(StringComparer.Ordinal)
    {
        ["use_compile"] = "there is no torch.compile here; ignored, values do not change.",
        ["warmup"] = "ignored, values do not change.",
        ["use_prompt_enhancer"] = "upstream enhances prompts for text to video only; ignored.",
    };

    public static void Check(ConfigReader reader)
    {
        foreach (var (key, expected) in Refused.Where(r => IsOn(reader, r.Key)))
        {
            reader.Problem(key, expected);
        }

        foreach (var (key, text) in Ignored.Where(r => IsOn(reader, r.Key)))
        {
            reader.Note(key, text);
        }

        if (reader.Text("feature_caching") is { } caching && caching != "NoCaching")
        {
            reader.Problem("feature_caching", "NoCaching (reusing features between steps is an approximation; a workbench compares exact runs)");
        }

        CheckImageEncoder(reader);
        CheckFixedSizes(reader);
    }

    private static void CheckImageEncoder(ConfigReader reader)
    {
        if (reader.Flag("use_image_encoder", false))
        {
            reader.Problem("use_image_encoder", "false (A14B has no CLIP image branch)");
        }
        else if (!reader.Has("use_image_encoder"))
        {
            reader.Note("use_image_encoder", "absent, which means true upstream; A14B has no CLIP image branch, so it is taken as false.");
        }
    }

    private static void CheckFixedSizes(ConfigReader reader)
    {
        if (reader.Integers("vae_stride") is { } stride && !stride.SequenceEqual([4, 8, 8]))
        {
            reader.Problem("vae_stride", "[4, 8, 8], that of the Wan2.1 VAE");
        }

        if (reader.Integers("patch_size") is { } patch && !patch.SequenceEqual([1, 2, 2]))
        {
            reader.Problem("patch_size", "[1, 2, 2], that of the Wan DiT");
        }

        if (reader.Integer("num_channels_latents") is { } channels && channels != 16)
        {
            reader.Problem("num_channels_latents", "16, that of the Wan2.1 VAE");
        }
    }

    private static bool IsOn(ConfigReader reader, string key) => reader.Node(key) is { } node && node.GetValueKind() switch
    {
        JsonValueKind.False => false,
        JsonValueKind.String => reader.Text(key) is not null,
        _ => true,
    };
}
