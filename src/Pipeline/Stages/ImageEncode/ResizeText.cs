using System.Globalization;
using System.Text.Json;
using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Resize options as text under LightX2V's key names; absent keys mean the defaults.</summary>
internal static class ResizeText
{
    public static void Write(ResizeOptions options, IDictionary<string, string> metadata)
    {
        if (options.Mode == ResizeMode.None)
        {
            return;
        }

        metadata["resize_mode"] = ResizeOptions.ModeName(options.Mode);
        metadata["resolution"] = options.Resolution;
        metadata["bucket_shape"] = JsonSerializer.Serialize(options.Buckets.Select(
            bucket => new Bucket(bucket.Ratio, [.. bucket.Sizes.Select(size => new[] { size.Height, size.Width })])));
        if (options.FixedArea is { } area)
        {
            metadata["fixed_area"] = area;
        }

        if (options.FixedShape is { } shape)
        {
            metadata["fixed_shape"] = string.Create(CultureInfo.InvariantCulture, $"[{shape.Height},{shape.Width}]");
        }
    }

    public static ResizeOptions Read(IReadOnlyDictionary<string, string> metadata)
    {
        var mode = ResizeOptions.ParseMode(metadata.GetValueOrDefault("resize_mode"));
        if (mode == ResizeMode.None)
        {
            return ResizeOptions.None;
        }

        try
        {
            return new()
            {
                Mode = mode,
                Resolution = metadata.GetValueOrDefault("resolution", "480p"),
                FixedArea = metadata.GetValueOrDefault("fixed_area"),
                FixedShape = metadata.TryGetValue("fixed_shape", out var shape) ? Size(JsonSerializer.Deserialize<int[]>(shape)!) : null,
                Buckets = metadata.TryGetValue("bucket_shape", out var buckets)
                    ? [.. JsonSerializer.Deserialize<Bucket[]>(buckets)!.Select(bucket => new ResizeBucket(bucket.Ratio, [.. bucket.Sizes.Select(Size)]))]
                    : ResizeBucket.Default,
            };
        }
        catch (Exception e) when (e is JsonException or NullReferenceException)
        {
            throw new StageInputException("image encode: fixed_shape must read as [height,width] and bucket_shape as a list of ratios with sizes: " + e.Message, e);
        }
    }

    private static (int Height, int Width) Size(int[] pair) => pair.Length == 2
        ? (pair[0], pair[1])
        : throw new StageInputException($"image encode: a size must be [height,width], got [{string.Join(",", pair)}].");

    private sealed record Bucket(double Ratio, int[][] Sizes);
}
