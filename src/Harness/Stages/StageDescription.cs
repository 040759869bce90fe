namespace Workbench.Harness.Stages;

/// <summary>A stage by name.</summary>
/// <param name="Id">Short and stable, such as <c>12.high</c>; also a file name.</param>
/// <param name="Title">For people, such as <c>DIT step, high expert</c>.</param>
public sealed record StageDescription(string Id, string Title);
