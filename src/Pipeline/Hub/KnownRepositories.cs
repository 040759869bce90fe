namespace Workbench.Pipeline.Hub;

/// <summary>The repositories that researchers of Wan2.2-I2V-A14B take their files from.</summary>
public static class KnownRepositories
{
    /// <summary>Official model: text encoder, VAE, tokenizer, configs, and 114 GB of fp32 expert shards.</summary>
    public const string Base = "Wan-AI/Wan2.2-I2V-A14B";

    /// <summary>Undistilled experts as GGUF pairs.</summary>
    public const string Gguf = "QuantStack/Wan2.2-I2V-A14B-GGUF";

    /// <summary>4-step distilled experts: bf16, fp8, int8.</summary>
    public const string Distilled = "lightx2v/Wan2.2-Distill-Models";

    /// <summary>4-step distill LoRAs for the undistilled experts.</summary>
    public const string DistillLoras = "lightx2v/Wan2.2-Distill-Loras";

    /// <summary>
    /// BASE_REPO_IGNORE_PATTERNS: leaves out the expert shards of <see cref="Base"/> and its pictures, keeps high_noise_model/*.json and low_noise_model/*.json,
    /// so that the configs and folders are there while the weights come from quantised or distilled files.
    /// </summary>
    public static readonly IReadOnlyList<string> BaseIgnorePatterns =
        ["high_noise_model/*.safetensors", "low_noise_model/*.safetensors", "assets/", "examples/"];
}
