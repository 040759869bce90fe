using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages.ImageEncode;

namespace Workbench.Pipeline.Running;

/// <summary>The configuration's resize keys as stage 11 takes them.</summary>
internal static class ResizeMapping
{
    public static ResizeOptions ToStage(this ResizeConfig config) => new()
    {
        Mode = config.Mode,
        Resolution = config.Resolution,
        FixedArea = config.FixedArea,
        FixedShape = config.FixedShape,
        Buckets = config.Buckets is { } buckets ? [.. buckets.Select(b => new ResizeBucket(b.Key, b.Value))] : ResizeBucket.Default,
    };
}
