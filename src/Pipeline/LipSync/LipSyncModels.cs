using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>The networks of lip-sync, on one device. Owns them.</summary>
public sealed class LipSyncModels : IDisposable
{
    /// <summary>Where they stand.</summary>
    public required Device Device { get; init; }

    /// <summary>Dtype of Whisper, VAE and UNet; the parser and the detector compute in fp32, as upstream's do.</summary>
    public required ScalarType Dtype { get; init; }

    /// <summary>Audio encoder.</summary>
    public required WhisperEncoder Whisper { get; init; }

    /// <summary>Image VAE.</summary>
    public required AutoencoderKL Vae { get; init; }

    /// <summary>Generator.</summary>
    public required UNet2DConditionModel UNet { get; init; }

    /// <summary>Face parser; null when masks come from elsewhere.</summary>
    public BiSeNetNetwork? FaceParser { get; init; }

    /// <summary>Face detector; null when boxes are given.</summary>
    public S3fdNetwork? FaceDetector { get; init; }

    /// <summary>Identity of the VAE's and parser's weights, asked when an avatar is cached.</summary>
    public required Func<string> PreparationFingerprint { get; init; }

    /// <summary>Identity of the detector's weights.</summary>
    public required Func<string> DetectorFingerprint { get; init; }

    public void Dispose()
    {
        Whisper.Dispose();
        Vae.Dispose();
        UNet.Dispose();
        FaceParser?.Dispose();
        FaceDetector?.Dispose();
    }
}
