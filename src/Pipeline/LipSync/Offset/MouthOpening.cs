using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Offset;

/// <summary>How far a mouth is open, from pixels alone.</summary>
public static class MouthOpening
{
    /// <summary>
    /// Mean darkness (255 less green) of the middle of the face's lower half: an open mouth is darker than lips and skin. Of use as a signal over
    /// time, not as a size.
    /// </summary>
    /// <param name="frame">RGB.</param>
    /// <param name="face">Face box inside the frame.</param>
    public static double Of(ByteImage frame, FaceBox face)
    {
        var (left, right) = (face.Left + face.Width / 4, face.Right - face.Width / 4);
        var top = face.Top + face.Height / 2;
        var sum = 0L;
        for (var y = top; y < face.Bottom; y++)
        {
            var row = frame.Row(y);
            for (var x = left; x < right; x++)
            {
                sum += 255 - row[x * frame.Channels + 1];
            }
        }

        return (double)sum / Math.Max((right - left) * (face.Bottom - top), 1);
    }
}
