using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>Puts generated faces into frames. Source: MuseTalk blending.py get_image, get_image_blending.</summary>
public static class Compositor
{
    /// <summary>
    /// The frame with the generated face. Equal to upstream's two pastes (face into square, square into frame through the mask), done on the face
    /// box alone. Cost: a resize and a blend over the box, about 10 operations per value.
    /// </summary>
    /// <param name="frame">RGB, not changed.</param>
    /// <param name="generated">RGB of any size.</param>
    /// <param name="face">Face box in the frame.</param>
    /// <param name="mask">Mask over the face box (<see cref="BlendMask.OverFace"/>).</param>
    public static ByteImage Compose(ByteImage frame, ByteImage generated, FaceBox face, ByteImage mask)
    {
        var result = frame.Clone();
        PillowPaste.Paste(result, CvResize.Linear(generated, face.Height, face.Width), face.Left, face.Top, mask);
        return result;
    }
}
