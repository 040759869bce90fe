namespace Workbench.Harness.Localisation;

/// <summary>What the localiser found of a stage.</summary>
public enum StageStatus
{
    /// <summary>Every tap is inside its limit.</summary>
    Agrees,

    /// <summary>A tap is outside its limit.</summary>
    Outside,

    /// <summary>The process died of a signal.</summary>
    Crashed,

    /// <summary>The stage threw.</summary>
    Threw,

    /// <summary>An allocator refused, or the kernel took the process for its memory.</summary>
    OutOfMemory,

    /// <summary>No progress for too long.</summary>
    Hung,

    /// <summary>Progress, but over its time.</summary>
    TooSlow,

    /// <summary>A checkpoint or stage file could not be read.</summary>
    BadFile,

    /// <summary>There is no golden, or its input is not at hand.</summary>
    NoGolden,

    /// <summary>There is a golden, but no calibration for this device class.</summary>
    Uncalibrated,
}
