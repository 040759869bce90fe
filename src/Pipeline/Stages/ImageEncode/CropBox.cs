namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>The part of a picture that is kept.</summary>
/// <param name="Top">First row.</param>
/// <param name="Left">First column.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public readonly record struct CropBox(long Top, long Left, long Height, long Width)
{
    /// <summary>The centred box with the target's ratio; the whole picture when the ratios differ by less than 0.01. Source: get_crop_bbox in LightX2V lightx2v/utils/utils.py.</summary>
    public static CropBox Isotropic(long height, long width, (int Height, int Width) target)
    {
        var targetRatio = (double)target.Height / target.Width;
        var ratio = (double)height / width;
        if (Math.Abs(ratio - targetRatio) < 0.01)
        {
            return new(0, 0, height, width);
        }

        if (ratio > targetRatio)
        {
            var kept = (long)(targetRatio * width);
            return new((height - kept) / 2, 0, kept, width);
        }
        else
        {
            var kept = (long)(height / targetRatio);
            return new(0, (width - kept) / 2, height, kept);
        }
    }

    /// <summary>The centred box with exactly the target's ratio, as torchvision's center_crop places it. Source: fixed_shape_resize, same file.</summary>
    public static CropBox FixedShape(long height, long width, (int Height, int Width) target)
    {
        var targetRatio = (double)target.Height / target.Width;
        var (keptHeight, keptWidth) = (double)height / width > targetRatio
            ? ((long)(width * targetRatio), width)
            : (height, (long)(height / targetRatio));
        return new(Half(height - keptHeight), Half(width - keptWidth), keptHeight, keptWidth);

        static long Half(long difference) => (long)Math.Round(difference / 2.0, MidpointRounding.ToEven);
    }
}
