using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>The square around a face that the parser looks at. Source: MuseTalk musetalk/utils/blending.py get_crop_box.</summary>
public static class CropSquare
{
    /// <summary>The square, side 2 * <c>Half</c>; it may leave the frame.</summary>
    /// <param name="face">Face box.</param>
    /// <param name="expand">1.5 (1.2 in MuseTalk 1.0 as first released).</param>
    public static (FaceBox Box, int Half) Of(FaceBox face, double expand)
    {
        var x = (int)Math.Floor((face.Left + face.Right) / 2.0);
        var y = (int)Math.Floor((face.Top + face.Bottom) / 2.0);
        var half = (int)(Math.Max(face.Width, face.Height) / 2 * expand);
        return (new(x - half, y - half, x + half, y + half), half);
    }
}
