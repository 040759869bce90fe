namespace Workbench.Pipeline.Configuration;

/// <summary>How a picture is fitted before encoding (LightX2V's configuration key <c>resize_mode</c>).</summary>
public enum ResizeMode
{
    /// <summary>No key: keep the picture whole, take the size from the area budget.</summary>
    None,

    /// <summary><c>adaptive</c>: the bucket of the nearest aspect ratio, tier by <c>resolution</c>.</summary>
    Adaptive,

    /// <summary><c>keep_ratio_fixed_area</c>: the picture's ratio at the area of <c>fixed_area</c>.</summary>
    KeepRatioFixedArea,

    /// <summary><c>fixed_min_area</c>: the smallest size of the nearest bucket.</summary>
    FixedMinArea,

    /// <summary><c>fixed_max_area</c>: the largest size of the nearest bucket.</summary>
    FixedMaxArea,

    /// <summary><c>fixed_min_side</c>: the shorter side as <c>fixed_area</c> says, the other by the picture's ratio.</summary>
    FixedMinSide,

    /// <summary><c>fixed_shape</c>: exactly the size of that key, cropped to its ratio.</summary>
    FixedShape,
}
