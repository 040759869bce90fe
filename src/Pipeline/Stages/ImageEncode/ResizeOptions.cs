using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>LightX2V's resize keys. Without a mode none of the others is read.</summary>
public sealed record ResizeOptions
{
    /// <summary>No resizing: the size comes from the area budget.</summary>
    public static ResizeOptions None { get; } = new();

    /// <summary><c>resize_mode</c>.</summary>
    public ResizeMode Mode { get; init; }

    /// <summary><c>resolution</c>, for <see cref="ResizeMode.Adaptive"/>: 480p, 540p or 720p.</summary>
    public string Resolution { get; init; } = "480p";

    /// <summary><c>fixed_area</c>: 720p, or anything else for 480p.</summary>
    public string? FixedArea { get; init; }

    /// <summary><c>fixed_shape</c>, for <see cref="ResizeMode.FixedShape"/>: height and width in pixels.</summary>
    public (int Height, int Width)? FixedShape { get; init; }

    /// <summary><c>bucket_shape</c>: another bucket table.</summary>
    public IReadOnlyList<ResizeBucket> Buckets { get; init; } = ResizeBucket.Default;

    /// <summary>The mode of that configuration text; absent and empty mean none.</summary>
    /// <exception cref="StageInputException">No such mode; the message lists them.</exception>
    public static ResizeMode ParseMode(string? text) => string.IsNullOrEmpty(text)
        ? ResizeMode.None
        : Names.FirstOrDefault(n => n.Value == text) is { Value: not null } known
            ? known.Key
            : throw new StageInputException($"resize_mode '{text}' is unknown. Expected one of {string.Join(", ", Names.Values)}, or nothing.");

    /// <summary>The configuration text of a mode; empty for none.</summary>
    public static string ModeName(ResizeMode mode) => Names.GetValueOrDefault(mode, "");

    private static readonly OrderedDictionary<ResizeMode, string> Names = new()
    {
        [ResizeMode.Adaptive] = "adaptive",
        [ResizeMode.KeepRatioFixedArea] = "keep_ratio_fixed_area",
        [ResizeMode.FixedMinArea] = "fixed_min_area",
        [ResizeMode.FixedMaxArea] = "fixed_max_area",
        [ResizeMode.FixedShape] = "fixed_shape",
        [ResizeMode.FixedMinSide] = "fixed_min_side",
    };
}
