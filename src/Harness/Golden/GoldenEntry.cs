namespace Workbench.Harness.Golden;

/// <summary>One accepted golden of a stage, as the index of its device class names it. Paths are relative to the case's folder.</summary>
/// <param name="Manifest">Snapshot manifest.</param>
/// <param name="Data">Its tensors.</param>
/// <param name="Input">Stage file that the stage was fed, or null when it is too large for the store.</param>
/// <param name="InputDigest">SHA-256 of the input file, so that one kept elsewhere can be recognised.</param>
public sealed record GoldenEntry(string Manifest, string Data, string? Input, string InputDigest);
