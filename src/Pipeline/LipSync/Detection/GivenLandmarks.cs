using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>Boxes from landmarks that the caller has (from any landmark model), gated by a detector as upstream does.</summary>
/// <param name="landmarks">One per base frame; null where there is no face.</param>
/// <param name="gate">Detector; null takes every landmarked frame as one with a face.</param>
/// <param name="shift">bbox_shift of MuseTalk 1.0.</param>
public sealed class GivenLandmarks(IReadOnlyList<FaceLandmarks?> landmarks, IFaceLocator? gate = null, int shift = 0) : IFaceLocator
{
    public string Fingerprint => $"landmarks:{shift}:{gate?.Fingerprint}:{string.Join(";", landmarks.Select(l => l is null ? "" : string.Join(",", l.Points)))}";

    public FaceBox? Locate(int index, ByteImage rgb)
    {
        if (index >= landmarks.Count)
        {
            throw new LipSyncException($"landmarks for {landmarks.Count} base frames were given, frame {index} has none.");
        }

        var whole = new FaceBox(0, 0, rgb.Width, rgb.Height);
        return landmarks[index] is { } points ? LandmarkBox.Of(points, gate is null ? whole : gate.Locate(index, rgb), shift) : null;
    }
}
