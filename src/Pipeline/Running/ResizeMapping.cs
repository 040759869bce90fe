using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages.ImageEncode;
using ConfigMode = Workbench.Pipeline.Configuration.ResizeMode;
using StageMode = Workbench.Pipeline.Stages.ImageEncode.ResizeMode;

namespace Workbench.Pipeline.Running;

/// <summary>The configuration's resize keys as stage 11 takes them.</summary>
internal static class ResizeMapping
{
    public static ResizeOptions ToStage(this ResizeConfig config) => new()
    {
        Mode = config.Mode switch
        {
            ConfigMode.Adaptive => StageMode.Adaptive,
            ConfigMode.KeepRatioFixedArea => StageMode.KeepRatioFixedArea,
            ConfigMode.FixedMinArea => StageMode.FixedMinArea,
            ConfigMode.FixedMaxArea => StageMode.FixedMaxArea,
            ConfigMode.FixedMinSide => StageMode.FixedMinSide,
            ConfigMode.FixedShape => StageMode.FixedShape,
            _ => StageMode.None,
        },
        Resolution = config.Resolution,
        FixedArea = config.FixedArea,
        FixedShape = config.FixedShape,
        Buckets = config.Buckets is { } buckets ? [.. buckets.Select(b => new ResizeBucket(b.Key, b.Value))] : ResizeBucket.Default,
    };
}
