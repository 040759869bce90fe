using Workbench.Pipeline.Checkpoints.Layouts;

namespace Workbench.Pipeline.Checkpoints.Inspection;

/// <summary>What a checkpoint is, from its headers alone.</summary>
public sealed record CheckpointReport
{
    /// <summary>File or folder.</summary>
    public required string Path { get; init; }

    /// <summary>Container.</summary>
    public required CheckpointFormat Format { get; init; }

    /// <summary>How the file names its tensors.</summary>
    public required KeyLayout Layout { get; init; }

    /// <summary>Architecture and sizes.</summary>
    public required ModelSizes Model { get; init; }

    /// <summary>Tensors under upstream's names.</summary>
    public required int TensorCount { get; init; }

    /// <summary>Their elements.</summary>
    public required long ParameterCount { get; init; }

    /// <summary>Their bytes on disk.</summary>
    public required long StoredBytes { get; init; }

    /// <summary>Stored types per kind of layer.</summary>
    public required IReadOnlyList<TypeCount> Types { get; init; }

    /// <summary>The container's metadata.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>Keys of other models or markers that were left out, under the file's names.</summary>
    public required IReadOnlyList<string> Dropped { get; init; }

    /// <summary>Device memory of the weights in a 16-bit compute dtype.</summary>
    public required MemoryPlan Memory { get; init; }

    /// <summary>Missing and extra keys; null when no expected state dict was given.</summary>
    public StateDictDifference? Difference { get; init; }

    /// <summary>The expert that path and metadata name: <c>high</c>, <c>low</c>, or null.</summary>
    public string? NamedExpert { get; init; }

    /// <summary>Digest of a sample of every matrix kind: equal digests mean the same weights in the same types.</summary>
    public required string Digest { get; init; }

    /// <summary>Things a user should know, in sentences.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
