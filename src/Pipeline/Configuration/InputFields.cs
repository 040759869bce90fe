namespace Workbench.Pipeline.Configuration;

/// <summary>Names that belong to a request, not to the configuration. Source: LightX2V I2VInputInfo.</summary>
internal static class InputFields
{
    public static readonly IReadOnlySet<string> All = new HashSet<string>(StringComparer.Ordinal)
    {
        "seed", "prompt", "prompt_enhanced", "negative_prompt", "image_path", "save_result_path", "return_result_tensor",
        "resize_mode", "original_shape", "resized_shape", "latent_shape", "target_shape", "pose", "action_path",
    };
}
