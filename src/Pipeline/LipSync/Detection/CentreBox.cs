using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>The middle of every frame, half as high as it: stands in for a detector where there is none that was trained (the tiny model).</summary>
public sealed class CentreBox : IFaceLocator
{
    public string Fingerprint => "centre";

    public FaceBox? Locate(int index, ByteImage rgb)
    {
        var side = Math.Min(rgb.Height, rgb.Width) / 2;
        var (left, top) = ((rgb.Width - side) / 2, (rgb.Height - side) / 2);
        return new FaceBox(left, top, left + side, top + side);
    }
}
