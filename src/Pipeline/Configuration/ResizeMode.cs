namespace Workbench.Pipeline.Configuration;

/// <summary>LightX2V's resize_mode. Source: lightx2v/models/runners/default_runner.py.</summary>
public enum ResizeMode
{
    /// <summary>Absent or empty: the aspect-ratio rule within the area budget, no cropping.</summary>
    AspectRatio,

    /// <summary>Nearest bucket ratio, tier by resolution.</summary>
    Adaptive,

    /// <summary>The picture's ratio at a fixed area.</summary>
    KeepRatioFixedArea,

    /// <summary>Nearest bucket, smallest tier.</summary>
    FixedMinArea,

    /// <summary>Nearest bucket, largest tier.</summary>
    FixedMaxArea,

    /// <summary>Shorter side fixed.</summary>
    FixedMinSide,

    /// <summary>Centre crop to a given shape.</summary>
    FixedShape,
}
