using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>All files of a model, found.</summary>
public sealed record ModelFiles
{
    public required WeightFiles HighNoise { get; init; }

    public required WeightFiles LowNoise { get; init; }

    public required WeightFiles TextEncoder { get; init; }

    public required WeightFiles Vae { get; init; }

    /// <summary>Folder with tokenizer.json or spiece.model.</summary>
    public required string TokenizerFolder { get; init; }

    public required IReadOnlyList<LoraFile> Loras { get; init; }

    /// <summary>What should be shown: likely mix-ups, files taken from the cache.</summary>
    public required IReadOnlyList<ConfigNote> Notes { get; init; }
}
