using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>
/// MuseTalk's face box: as wide as the landmarks, down to the chin, and as far above the lower nose bridge as below it, so that the hidden half
/// begins exactly there. Source: MuseTalk musetalk/utils/preprocessing.py get_landmark_and_bbox.
/// </summary>
public static class LandmarkBox
{
    /// <summary>Lower end of the nose bridge.</summary>
    private const int NoseBridge = 29;

    /// <summary>The box, or null when the detector found no face.</summary>
    /// <param name="landmarks">68 points.</param>
    /// <param name="detected">What the detector found: the gate, and the fallback when the landmarks make no box.</param>
    /// <param name="shift">bbox_shift: moves the middle line down (positive) or up. MuseTalk 1.0 only.</param>
    public static FaceBox? Of(FaceLandmarks landmarks, FaceBox? detected, int shift = 0)
    {
        if (detected is null)
        {
            return null;
        }

        // The moved point takes part in the largest y, as upstream changes it in place.
        var points = landmarks.Points.Select((p, i) => i == NoseBridge ? (p.X, Y: p.Y + shift) : (p.X, p.Y)).ToArray();
        var middle = points[NoseBridge].Y;
        var bottom = points.Max(p => p.Y);
        var box = new FaceBox(points.Min(p => p.X), Math.Max(0, middle - (bottom - middle)), points.Max(p => p.X), bottom);
        return box.IsEmpty || box.Left < 0 ? detected : box;
    }
}
