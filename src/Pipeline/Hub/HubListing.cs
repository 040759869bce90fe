namespace Workbench.Pipeline.Hub;

/// <summary>The files of a repository at one commit.</summary>
/// <param name="Repository">As asked for.</param>
/// <param name="Commit">The 40-digit commit that the revision stood for.</param>
/// <param name="Files">All files, by path.</param>
public sealed record HubListing(RepositoryId Repository, string Commit, IReadOnlyList<HubFile> Files);
