using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.LipSync.Models.S3fd;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>The strongest face that S3FD finds: upstream's presence gate, and its box where landmarks give none.</summary>
/// <param name="detector">Owned by the caller.</param>
/// <param name="fingerprint">Identity of the detector's weights.</param>
public sealed class S3fdLocator(S3fdDetector detector, string fingerprint) : IFaceLocator
{
    public string Fingerprint => "s3fd:" + fingerprint;

    public FaceBox? Locate(int index, ByteImage rgb) => detector.Detect(rgb) is [var best, ..] ? PixelBox(best) : null;

    /// <summary>Clipped at zero (only there) and truncated to whole pixels. Source: MuseTalk face_detection/api.py get_detections_for_batch.</summary>
    public static FaceBox PixelBox(ScoredBox box) => new(Whole(box.Left), Whole(box.Top), Whole(box.Right), Whole(box.Bottom));

    private static int Whole(float value) => (int)Math.Max(value, 0);
}
