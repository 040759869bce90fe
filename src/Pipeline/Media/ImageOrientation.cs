using static TorchSharp.torch;

namespace Workbench.Pipeline.Media;

/// <summary>The eight EXIF orientations.</summary>
public static class ImageOrientation
{
    /// <summary>Turns a stored picture [H, W, C] upright: what was recorded with <paramref name="orientation"/> comes out as it was seen. May return a view.</summary>
    /// <param name="picture">[H, W, C].</param>
    /// <param name="orientation">EXIF tag 0x0112, 1 to 8; anything else counts as 1.</param>
    public static Tensor Upright(Tensor picture, int orientation) => orientation switch
    {
        2 => picture.flip(1),                     // mirrored
        3 => picture.flip(0, 1),                  // upside down
        4 => picture.flip(0),                     // upside down, mirrored
        5 => picture.transpose(0, 1),             // mirrored, then a quarter turn
        6 => picture.transpose(0, 1).flip(1),     // a quarter turn clockwise makes it upright
        7 => picture.transpose(0, 1).flip(0, 1),  // mirrored, then a quarter turn
        8 => picture.transpose(0, 1).flip(0),     // a quarter turn anticlockwise makes it upright
        _ => picture,
    };
}
