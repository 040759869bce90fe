namespace Workbench.Pipeline.LipSync;

/// <summary>Files of the models.</summary>
/// <param name="UNet">unet.pth, or pytorch_model.bin of 1.0, or either as safetensors.</param>
/// <param name="UNetConfig">musetalk.json.</param>
/// <param name="Vae">diffusion_pytorch_model.safetensors or .bin of sd-vae-ft-mse.</param>
/// <param name="VaeConfig">Its config.json.</param>
/// <param name="Whisper">model.safetensors or pytorch_model.bin of whisper-tiny.</param>
/// <param name="WhisperConfig">Its config.json.</param>
/// <param name="FaceParser">79999_iter.pth.</param>
/// <param name="FaceDetector">s3fd-619a316812.pth; null when boxes are always given.</param>
public sealed record LipSyncPaths(string UNet, string UNetConfig, string Vae, string VaeConfig, string Whisper, string WhisperConfig, string FaceParser, string? FaceDetector)
{
    /// <summary>Finds the files under a folder laid out as upstream's <c>models/</c>, safetensors first.</summary>
    /// <param name="folder">Holds musetalkV15 or musetalk, sd-vae, whisper, face-parse-bisent, and s3fd.</param>
    /// <param name="version1">Takes musetalk (1.0) instead of musetalkV15.</param>
    /// <exception cref="LipSyncException">A file is missing; the message lists where it was looked for.</exception>
    public static LipSyncPaths Under(string folder, bool version1 = false)
    {
        var musetalk = version1 ? "musetalk" : "musetalkV15";
        return new(
            First(folder, $"{musetalk}/unet.safetensors", $"{musetalk}/unet.pth", $"{musetalk}/pytorch_model.bin"),
            First(folder, $"{musetalk}/musetalk.json", $"{musetalk}/config.json", "musetalk/musetalk.json", "musetalk/config.json"),
            First(folder, "sd-vae/diffusion_pytorch_model.safetensors", "sd-vae/diffusion_pytorch_model.bin", "sd-vae-ft-mse/diffusion_pytorch_model.safetensors", "sd-vae-ft-mse/diffusion_pytorch_model.bin"),
            First(folder, "sd-vae/config.json", "sd-vae-ft-mse/config.json"),
            First(folder, "whisper/model.safetensors", "whisper/pytorch_model.bin"),
            First(folder, "whisper/config.json"),
            First(folder, "face-parse-bisent/79999_iter.safetensors", "face-parse-bisent/79999_iter.pth"),
            Find(folder, "s3fd/s3fd.safetensors", "s3fd/s3fd-619a316812.pth", "s3fd/s3fd.pth", "s3fd-619a316812.pth"));
    }

    private static string First(string folder, params string[] names) => Find(folder, names)
        ?? throw new LipSyncException($"{folder}: a lip-sync model file is missing. Looked for: {string.Join(", ", names)}.");

    private static string? Find(string folder, params string[] names) => names.Select(n => Path.Combine(folder, n)).FirstOrDefault(File.Exists);
}
