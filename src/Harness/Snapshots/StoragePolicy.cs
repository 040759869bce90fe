namespace Workbench.Harness.Snapshots;

/// <summary>Which tensors a snapshot keeps whole; the others become sketches.</summary>
/// <param name="LargestWhole">Largest tensor kept whole, in bytes.</param>
/// <param name="WholeBudget">Bytes of whole tensors in one stage; once spent, later taps become sketches.</param>
public sealed record StoragePolicy(long LargestWhole, long WholeBudget)
{
    /// <summary>32 KiB a tensor and 2 MiB a stage: tiny models are kept whole, of full-size ones only time embeddings and the like.</summary>
    public static StoragePolicy Default { get; } = new(32 << 10, 2 << 20);

    /// <summary>
    /// 1 MiB a tensor and 1 GiB a stage, for calibration: whatever a golden keeps whole must have been whole when its limits were measured, as a sketch
    /// sees of single elements only the extremes.
    /// </summary>
    public static StoragePolicy Calibration { get; } = new(1 << 20, 1L << 30);

    /// <summary>Keeps everything whole.</summary>
    public static StoragePolicy Everything { get; } = new(long.MaxValue, long.MaxValue);
}
