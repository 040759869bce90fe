using Workbench.Pipeline.Checkpoints.Inspection;

namespace Workbench.Pipeline.Running;

/// <summary>What a file or model folder holds.</summary>
/// <param name="Parts">Every checkpoint that could be read.</param>
/// <param name="Broken">Every one that could not, with the diagnosis.</param>
/// <param name="Problems">What keeps the parts from working, or from working together.</param>
public sealed record ModelInspection(IReadOnlyList<CheckpointReport> Parts, IReadOnlyList<BrokenCheckpoint> Broken, IReadOnlyList<string> Problems)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Sound => Broken.Count + Problems.Count == 0;
}

/// <summary>A checkpoint that cannot be read.</summary>
/// <param name="Path">File or folder.</param>
/// <param name="Error">The diagnosis.</param>
public sealed record BrokenCheckpoint(string Path, string Error);
