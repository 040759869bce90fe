using System.Security.Cryptography;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Models;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>Loads the networks from their files (safetensors or torch archives; nothing in them is executed).</summary>
public static class LipSyncLoader
{
    /// <summary>Loads all networks.</summary>
    /// <param name="paths">Files.</param>
    /// <param name="device">Where they go.</param>
    /// <param name="dtype">fp32, or fp16/bf16 on a GPU.</param>
    /// <exception cref="CheckpointException">A file is missing, malformed, or of another architecture.</exception>
    public static LipSyncModels Load(LipSyncPaths paths, Device device, ScalarType dtype)
    {
        using var whisper = CheckpointFile.Open(paths.Whisper);
        using var vae = CheckpointFile.Open(paths.Vae);
        using var unet = CheckpointFile.Open(paths.UNet);
        using var parser = CheckpointFile.Open(paths.FaceParser);
        using var detector = paths.FaceDetector is null ? null : CheckpointFile.Open(paths.FaceDetector);
        var (whisperConfig, vaeConfig, unetConfig) = (
            WhisperConfig.From(JsonConfig.Read(paths.WhisperConfig)), VaeConfig.From(JsonConfig.Read(paths.VaeConfig)), UNetConfig.From(JsonConfig.Read(paths.UNetConfig)));
        return new()
        {
            Device = device,
            Dtype = dtype,
            Whisper = NetworkLoader.Load(WhisperKeys.Encoder(whisper), p => new WhisperEncoder(p, whisperConfig), dtype, device),
            Vae = NetworkLoader.Load(VaeKeys.Current(vae), p => new AutoencoderKL(p, vaeConfig), dtype, device),
            UNet = NetworkLoader.Load(unet, p => new UNet2DConditionModel(p, unetConfig), dtype, device),
            FaceParser = NetworkLoader.Load(parser, p => new BiSeNetNetwork(p, BiSeNetConfig.Of(parser)), ScalarType.Float32, device),
            FaceDetector = detector is null ? null : NetworkLoader.Load(detector, p => new S3fdNetwork(p, S3fdConfig.Of(detector)), ScalarType.Float32, device),
            PreparationFingerprint = () => $"{dtype} {Digest(paths.Vae)} {Digest(paths.FaceParser)}",
            DetectorFingerprint = () => paths.FaceDetector is null ? "" : Digest(paths.FaceDetector),
        };
    }

    private static string Digest(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
