namespace Workbench.Pipeline.Hub.Models;

/// <summary>A part of a model that was not found or is not usable.</summary>
/// <param name="What">The part, for instance "high-noise expert (gguf-Q4_K_M)".</param>
/// <param name="Tried">Where it was looked for.</param>
/// <param name="Problem">What is wrong with what was found; null: nothing was found.</param>
/// <param name="Command">The command that mends it; null where none is known.</param>
public sealed record MissingModelFile(string What, IReadOnlyList<string> Tried, string? Problem, string? Command)
{
    public override string ToString() =>
        $"{What}: {Problem ?? "not found"}. Looked at: {string.Join("; ", Tried)}.{(Command is null ? "" : $"\n  Next: {Command}")}";
}
