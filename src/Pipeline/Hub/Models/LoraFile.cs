namespace Workbench.Pipeline.Hub.Models;

/// <summary>A LoRA file found on disk.</summary>
/// <param name="High">For the high-noise expert; false: the low-noise one.</param>
/// <param name="Path">The file.</param>
/// <param name="Strength">Factor.</param>
public sealed record LoraFile(bool High, string Path, double Strength);
