namespace Workbench.Harness.Snapshots;

/// <summary>Where a snapshot comes from.</summary>
public sealed record Provenance
{
    /// <summary>Version of the code that computed it.</summary>
    public required string Code { get; init; }

    /// <summary>Digest of the weights.</summary>
    public required string Checkpoint { get; init; }

    /// <summary>Device by name, such as <c>NVIDIA H200</c> or the CPU's model.</summary>
    public required string Device { get; init; }

    /// <summary>What goldens are kept apart by: kind of device and dtype plan, such as <c>cpu-float32</c> or <c>sm120-bfloat16</c>. Also a folder name.</summary>
    public required string DeviceClass { get; init; }

    /// <summary>libtorch's version.</summary>
    public required string LibTorch { get; init; }

    /// <summary>Who computes in what.</summary>
    public required string DtypePlan { get; init; }

    /// <summary>Compatibility patches that were on.</summary>
    public IReadOnlyList<string> Patches { get; init; } = [];

    /// <summary>Threads libtorch computed with.</summary>
    public int Threads { get; init; }

    /// <summary>Legitimate variation it ran under, or null for the configuration as it stands.</summary>
    public string? Variation { get; init; }

    /// <summary>Whether two runs may be expected to agree bit for bit, if the stage is deterministic at all.</summary>
    public bool SameEnvironment(Provenance other) =>
        Device == other.Device && LibTorch == other.LibTorch && DtypePlan == other.DtypePlan && Threads == other.Threads
        && Variation == other.Variation && Patches.SequenceEqual(other.Patches, StringComparer.Ordinal);
}
