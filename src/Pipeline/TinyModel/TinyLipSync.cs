using Workbench.Pipeline.LipSync.Models.AutoencoderKl;
using Workbench.Pipeline.LipSync.Models.BiSeNet;
using Workbench.Pipeline.LipSync.Models.S3fd;
using Workbench.Pipeline.LipSync.Models.UNet;
using Workbench.Pipeline.LipSync.Models.Whisper;

namespace Workbench.Pipeline.TinyModel;

/// <summary>Sizes of the tiny lip-sync model: the real architecture, narrow. Faces are 256 pixels and segments 30 s, as in the real one.</summary>
public static class TinyLipSync
{
    /// <summary>Generator; its level widths are a tenth or less of the real ones.</summary>
    public static UNetConfig UNet { get; } = new(8, 4, [16, 32, 32, 32], [true, true, true, false], [false, true, true, true], 1, 2, 32, 8, 1e-5, true, 0);

    /// <summary>Image VAE.</summary>
    public static VaeConfig Vae { get; } = new(3, 4, [8, 8, 16, 16], 1, 4, 0.18215);

    /// <summary>Audio encoder: as many states per step as whisper-tiny.</summary>
    public static WhisperConfig Whisper { get; } = new(32, 4, 4, 64, 80, 1500);

    /// <summary>Face parser.</summary>
    public static BiSeNetConfig FaceParser { get; } = new(19, 16);

    /// <summary>Face detector.</summary>
    public static S3fdConfig FaceDetector { get; } = new(16);
}
