using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>Faces of an image. Source: face-alignment sfd_detector.py, MuseTalk face_detection/api.py.</summary>
/// <param name="network">Owned by the caller; computes in fp32.</param>
/// <param name="device">Where it stands.</param>
public sealed class S3fdDetector(S3fdNetwork network, Device device)
{
    /// <summary>Overlap above which the weaker box is dropped.</summary>
    public const float NmsThreshold = 0.3f;

    /// <summary>A face counts above this.</summary>
    public const float ScoreThreshold = 0.5f;

    /// <summary>What is subtracted from R, G and B: BGR means on RGB channels, a mix-up of upstream's that its weights' users keep.</summary>
    private static readonly float[] Means = [104, 117, 123];

    /// <summary>The network's input: [1, 3, H, W] fp32.</summary>
    public static Tensor Input(ByteImage rgb, Device device)
    {
        using var scope = NewDisposeScope();
        var x = rgb.ToTensor().to(device).permute(2, 0, 1).unsqueeze(0).to(ScalarType.Float32); // [1, 3, H, W]
        return (x - tensor(Means, device: device).view(1, 3, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>Faces, best first.</summary>
    public IReadOnlyList<ScoredBox> Detect(ByteImage rgb, Tap tap = default)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var candidates = S3fdBoxes.Candidates(network.Forward(Input(rgb, device), tap));
        return [.. NonMaximumSuppression.Keep(candidates, NmsThreshold).Select(i => candidates[i]).Where(b => b.Score > ScoreThreshold)];
    }
}
