using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>Says where the face of a base frame is.</summary>
public interface IFaceLocator
{
    /// <summary>The face box of a frame, before any margin; null when there is no face.</summary>
    /// <param name="index">Number of the base frame.</param>
    /// <param name="rgb">The frame.</param>
    FaceBox? Locate(int index, ByteImage rgb);

    /// <summary>Text that changes whenever other boxes would come out: part of the avatar cache's key.</summary>
    string Fingerprint { get; }
}
