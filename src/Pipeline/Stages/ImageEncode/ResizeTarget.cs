using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>The pixel size that each resize mode aims at. Source: resize_image in LightX2V lightx2v/models/runners/default_runner.py.</summary>
internal static class ResizeTarget
{
    private const int Area480 = 480 * 832;
    private const int Area720 = 720 * 1280;

    public static (int Height, int Width) Of(ResizeOptions options, long imageHeight, long imageWidth)
    {
        var ratio = (double)imageHeight / imageWidth;
        return options.Mode switch
        {
            ResizeMode.Adaptive => Tier(Nearest(options, ratio), options.Resolution),
            ResizeMode.FixedMinArea => Nearest(options, ratio).Sizes[0],
            ResizeMode.FixedMaxArea => Nearest(options, ratio).Sizes[^1],
            ResizeMode.KeepRatioFixedArea => KeepRatio(options.FixedArea == "720p" ? Area720 : Area480, ratio),
            ResizeMode.FixedMinSide => MinSide(options.FixedArea == "720p" ? 720 : 480, ratio),
            ResizeMode.FixedShape => options.FixedShape is { Height: > 0, Width: > 0 } shape
                ? shape
                : throw new StageInputException("resize_mode fixed_shape needs fixed_shape [height, width], both positive."),
            _ => throw new ArgumentOutOfRangeException(nameof(options), options.Mode, "no resizing has no target"),
        };
    }

    private static ResizeBucket Nearest(ResizeOptions options, double ratio) => options.Buckets.Count > 0 && options.Buckets.All(b => b.Sizes.Count > 0)
        ? options.Buckets.MinBy(bucket => Math.Abs(bucket.Ratio - ratio))! // the first of equals, as numpy's argmin
        : throw new StageInputException("bucket_shape must map at least one ratio to at least one [height, width].");

    private static (int Height, int Width) Tier(ResizeBucket bucket, string resolution)
    {
        var tier = resolution switch
        {
            "480p" => 0,
            "540p" => 1,
            "720p" => 2,
            _ => throw new StageInputException($"resolution '{resolution}' is unknown. Expected 480p, 540p or 720p."),
        };
        return tier < bucket.Sizes.Count
            ? bucket.Sizes[tier]
            : throw new StageInputException($"resolution {resolution} needs {tier + 1} sizes in bucket {bucket.Ratio}, which has {bucket.Sizes.Count}.");
    }

    private static (int Height, int Width) KeepRatio(int area, double ratio) =>
        (Math.Max(1, Round(Math.Sqrt(area * ratio))), Math.Max(1, Round(Math.Sqrt(area / ratio))));

    private static (int Height, int Width) MinSide(int side, double ratio) =>
        ratio < 1 ? (side, Round(side / ratio)) : (Round(side * ratio), side);

    /// <summary>Python's round: halves to even.</summary>
    private static int Round(double value) => (int)Math.Round(value, MidpointRounding.ToEven);
}
