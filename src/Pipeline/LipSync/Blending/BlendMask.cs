using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>The mask with which a generated face is blended in, and its intermediate steps. Source: MuseTalk blending.py get_image, get_image_prepare_material.</summary>
/// <param name="Square">Where the mask lies in the frame.</param>
/// <param name="Resized">Mode mask at the square's size (Pillow's default filter, so grey at the edges).</param>
/// <param name="BeforeBlur">Only inside the face box, and only its lower part.</param>
/// <param name="Mask">Blurred: 0 keeps the frame, 255 takes the generated face.</param>
public sealed record BlendMask(FaceBox Square, ByteImage Resized, ByteImage BeforeBlur, ByteImage Mask)
{
    /// <summary>Builds the mask for one face. Depends on the base frame only, so it is made once per avatar.</summary>
    /// <param name="mask512">0/255 mask of <see cref="ParsingMask"/>.</param>
    /// <param name="face">Face box in the frame.</param>
    /// <param name="options">Expand, boundary and blur.</param>
    public static BlendMask Of(ByteImage mask512, FaceBox face, BlendOptions options)
    {
        var (square, _) = CropSquare.Of(face, options.Expand);
        var resized = PillowResize.Resize(mask512, square.Height, square.Width, PillowFilter.Bicubic);
        var inside = new FaceBox(face.Left - square.Left, face.Top - square.Top, face.Right - square.Left, face.Bottom - square.Top);
        var kept = new ByteImage(square.Height, square.Width, 1);
        PillowPaste.Paste(kept, PillowPaste.Crop(resized, inside), inside.Left, inside.Top);
        for (var y = 0; y < (int)(square.Height * options.UpperBoundary); y++)
        {
            kept.Row(y).Clear();
        }

        return new(square, resized, kept, GaussianBlur.Apply(kept, KernelSize(square.Width, options.BlurFactor)));
    }

    /// <summary>int(factor * side // 2 * 2) + 1: always odd.</summary>
    public static int KernelSize(int side, double factor) => (int)(Math.Floor(factor * side / 2) * 2) + 1;

    /// <summary>The part of the mask over the face box: elsewhere both images are equal, so nothing changes there.</summary>
    public ByteImage OverFace(FaceBox face) => PillowPaste.Crop(Mask, new(face.Left - Square.Left, face.Top - Square.Top, face.Right - Square.Left, face.Bottom - Square.Top));
}
