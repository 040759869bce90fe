using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>How the picture becomes the video's size.</summary>
public sealed record ResizeConfig
{
    public required ResizeMode Mode { get; init; }

    /// <summary>Tier of <see cref="ResizeMode.Adaptive"/>: 480p, 540p or 720p.</summary>
    public required string Resolution { get; init; }

    /// <summary>"720p", or anything else for 480p.</summary>
    public required string FixedArea { get; init; }

    /// <summary>Pixel height and width of <see cref="ResizeMode.FixedShape"/>.</summary>
    public required (int Height, int Width)? FixedShape { get; init; }

    /// <summary>Buckets in place of the built-in table: ratio (height/width), then shapes from smallest; null: built-in.</summary>
    public required IReadOnlyDictionary<double, IReadOnlyList<(int Height, int Width)>>? Buckets { get; init; }

    internal static ResizeConfig Read(ConfigReader reader)
    {
        var mode = reader.Choice("resize_mode", "", "", "adaptive", "keep_ratio_fixed_area", "fixed_min_area", "fixed_max_area", "fixed_min_side", "fixed_shape") switch
        {
            "adaptive" => ResizeMode.Adaptive,
            "keep_ratio_fixed_area" => ResizeMode.KeepRatioFixedArea,
            "fixed_min_area" => ResizeMode.FixedMinArea,
            "fixed_max_area" => ResizeMode.FixedMaxArea,
            "fixed_min_side" => ResizeMode.FixedMinSide,
            "fixed_shape" => ResizeMode.FixedShape,
            _ => ResizeMode.None,
        };
        var shape = reader.Integers("fixed_shape");
        if (mode == ResizeMode.FixedShape && shape is not [>= 16, >= 16])
        {
            reader.Problem("fixed_shape", "[height, width], each at least 16, as resize_mode is fixed_shape");
        }

        return new()
        {
            Mode = mode,
            Resolution = reader.Choice("resolution", "480p", "480p", "540p", "720p"),
            FixedArea = reader.Text("fixed_area") ?? "480p",
            FixedShape = shape is [var height, var width] ? (height, width) : null,
            Buckets = ReadBuckets(reader),
        };
    }

    private static Dictionary<double, IReadOnlyList<(int Height, int Width)>>? ReadBuckets(ConfigReader reader)
    {
        if (reader.Node("bucket_shape") is not JsonObject table)
        {
            return null;
        }

        var buckets = new Dictionary<double, IReadOnlyList<(int, int)>>();
        foreach (var (ratio, shapes) in table)
        {
            if (!double.TryParse(ratio, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) || ReadShapes(shapes) is not { Count: > 0 } read)
            {
                reader.Problem("bucket_shape", "ratio: [[height, width], ...], smallest first", $"{ratio}: {shapes?.ToJsonString() ?? "null"}");
                continue;
            }

            buckets[value] = read;
        }

        return buckets;
    }

    private static List<(int Height, int Width)> ReadShapes(JsonNode? shapes)
    {
        var read = new List<(int, int)>();
        foreach (var shape in shapes as JsonArray ?? [])
        {
            if (shape is not JsonArray { Count: 2 } pair || pair.Any(s => s?.GetValueKind() != JsonValueKind.Number || !s.AsValue().TryGetValue(out int side) || side < 16))
            {
                return [];
            }

            read.Add((pair[0]!.GetValue<int>(), pair[1]!.GetValue<int>()));
        }

        return read;
    }
}
