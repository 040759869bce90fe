using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Running;

/// <summary>Where the parts of a model are.</summary>
/// <param name="HighNoise">The high-noise expert: a file, or a folder of shards.</param>
/// <param name="LowNoise">The low-noise expert.</param>
/// <param name="TextEncoder">The UMT5 encoder.</param>
/// <param name="Tokenizer">Folder with <c>tokenizer.json</c> or <c>spiece.model</c>.</param>
/// <param name="Vae">The VAE.</param>
public sealed record ModelFiles(string HighNoise, string LowNoise, string TextEncoder, string Tokenizer, string Vae)
{
    /// <summary>Finds the parts in a folder laid out like Wan-AI/Wan2.2-I2V-A14B.</summary>
    /// <exception cref="CheckpointException">The folder or a part is missing; the message says what was looked for.</exception>
    public static ModelFiles In(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CheckpointException($"{folder}: no such model folder.\nExpected the layout of Wan-AI/Wan2.2-I2V-A14B.\nNext: workbench fetch, or workbench checkpoint tiny {folder}");
        }

        return new(
            Part(folder, "high_noise_model"), Part(folder, "low_noise_model"),
            Part(folder, "models_t5_umt5-xxl-enc-bf16.safetensors", "models_t5_umt5-xxl-enc-bf16.pth"),
            Part(folder, Path.Combine("google", "umt5-xxl")),
            Part(folder, "Wan2.1_VAE.safetensors", "Wan2.1_VAE.pth"));
    }

    private static string Part(string folder, params string[] names) =>
        names.Select(n => Path.Combine(folder, n)).FirstOrDefault(Path.Exists)
            ?? throw new CheckpointException($"{folder}: no {string.Join(" or ", names)}.\nExpected the layout of Wan-AI/Wan2.2-I2V-A14B.\nNext: workbench fetch Wan-AI/Wan2.2-I2V-A14B");
}
