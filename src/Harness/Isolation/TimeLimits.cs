namespace Workbench.Harness.Isolation;

/// <summary>How long a child process may take.</summary>
/// <param name="Load">From its start to the first tap: checkpoints may be large and leave no marks.</param>
/// <param name="Stall">Longest time between two marks before it counts as hanging.</param>
/// <param name="Total">Longest time altogether before it counts as too slow, though it still makes progress.</param>
public sealed record TimeLimits(TimeSpan Load, TimeSpan Stall, TimeSpan Total)
{
    /// <summary>Ten minutes to load, two between marks, an hour in all.</summary>
    public static TimeLimits Default { get; } = new(TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(2), TimeSpan.FromHours(1));
}
