namespace Workbench.Pipeline.Compatibility;

/// <summary>A stage was about to take or give something of another dtype, shape or range than agreed.</summary>
public sealed class BoundaryException : Exception
{
    public BoundaryException(int stage, string what, string expected, string got, string? patch)
        : base($"stage {stage}: {what}: expected {expected}, got {got}.{(patch is null ? "" : $" The compatibility patch {patch} prevents this.")}")
    {
        Stage = stage;
        What = what;
        Patch = patch;
    }

    /// <summary>10, 11, 12 or 13.</summary>
    public int Stage { get; }

    /// <summary>The tensor or part.</summary>
    public string What { get; }

    /// <summary>The patch that would have prevented it; null where none is known.</summary>
    public string? Patch { get; }
}
