namespace Workbench.Harness.Stages;

/// <summary>Sinks given as text for several stages at once: <c>text</c> is for all, <c>STAGE|text</c> for one.</summary>
internal static class StageExtras
{
    /// <summary>The texts that are for a stage, without its name.</summary>
    public static IReadOnlyList<string> For(string stage, IReadOnlyList<string> extras) =>
        [.. extras.Select(extra => extra.Split('|', 2)).Where(parts => parts.Length == 1 || parts[0] == stage).Select(parts => parts[^1])];
}
