namespace Workbench.Pipeline.Compatibility;

/// <summary>A patch as it stands for a configuration on a device.</summary>
/// <param name="Patch">The patch.</param>
/// <param name="Applies">Whether upstream left to itself would need it there.</param>
/// <param name="On">Whether it is on.</param>
public sealed record PatchStatus(CompatibilityPatch Patch, bool Applies, bool On);
