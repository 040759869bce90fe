namespace Workbench.Pipeline.Hub;

/// <summary>What to fetch.</summary>
/// <param name="Repository">Repository and revision.</param>
/// <param name="Filter">Which of its files.</param>
/// <param name="LocalDirectory">A plain folder for them; null: the cache.</param>
public sealed record FetchRequest(RepositoryId Repository, HubFilter Filter, string? LocalDirectory = null);
