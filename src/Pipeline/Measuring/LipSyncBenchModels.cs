using Workbench.Pipeline.LipSync;
using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.TinyModel;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>Lip-sync networks with weights made on the device from a seed.</summary>
public static class LipSyncBenchModels
{
    /// <summary>All networks; the full-size ones take 1.9 GB in 16 bits, 3.8 GB in fp32.</summary>
    /// <param name="full">MuseTalk's sizes, or the tiny ones.</param>
    /// <param name="dtype">Of Whisper, VAE and UNet.</param>
    /// <param name="device">Where they stand.</param>
    public static LipSyncModels Make(bool full, ScalarType dtype, Device device)
    {
        ParameterScope Scope(long seed, ScalarType of) => new(new SeededParameters(seed, device), "", of);
        return new()
        {
            Device = device,
            Dtype = dtype,
            UNet = new UNet2DConditionModel(Scope(1, dtype), full ? UNetConfig.MuseTalk : TinyLipSync.UNet),
            Vae = new AutoencoderKL(Scope(2, dtype), full ? VaeConfig.SdVaeFtMse : TinyLipSync.Vae),
            Whisper = new WhisperEncoder(Scope(3, dtype), full ? WhisperConfig.Tiny : TinyLipSync.Whisper),
            FaceParser = new BiSeNetNetwork(Scope(4, ScalarType.Float32), full ? new() : TinyLipSync.FaceParser),
            FaceDetector = new S3fdNetwork(Scope(5, ScalarType.Float32), full ? new() : TinyLipSync.FaceDetector),
            PreparationFingerprint = () => "",
            DetectorFingerprint = () => "",
        };
    }
}
