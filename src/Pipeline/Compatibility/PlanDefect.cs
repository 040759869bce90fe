namespace Workbench.Pipeline.Compatibility;

/// <summary>A part of a plan that cannot work.</summary>
/// <param name="What">The part, for instance "buffers of the text encoder's blocks".</param>
/// <param name="Expected">What it must be.</param>
/// <param name="Got">What it is.</param>
public sealed record PlanDefect(string What, string Expected, string Got);
