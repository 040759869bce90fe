using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Golden;

/// <summary>An accepted golden of a stage.</summary>
/// <param name="folder">Folder of the case.</param>
/// <param name="entry">What the index says of it.</param>
public sealed class StageGolden(string folder, GoldenEntry entry)
{
    /// <summary>What the index says of it.</summary>
    public GoldenEntry Entry => entry;

    /// <summary>The stage file that the stage is fed, or null when the store does not hold it and no kept copy was found.</summary>
    public string? InputFile
    {
        get
        {
            var path = entry.Input is { } inside ? Path.Combine(folder, inside) : Path.Combine(folder, GoldenStore.KeptInputs, entry.InputDigest + ".safetensors");
            return File.Exists(path) ? path : null;
        }
    }

    /// <summary>Path of the snapshot's manifest.</summary>
    public string ManifestFile => Path.Combine(folder, entry.Manifest);

    /// <summary>Path of the snapshot's tensors.</summary>
    public string DataFile => Path.Combine(folder, entry.Data);

    /// <summary>Reads the snapshot; the caller disposes of it.</summary>
    /// <exception cref="CheckpointException">Missing or malformed.</exception>
    public StageSnapshot Load() => SnapshotFile.Load(ManifestFile, DataFile);
}
