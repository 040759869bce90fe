namespace Workbench.Pipeline.Hub;

/// <summary>The command line that would mend a missing file; the one place that knows its spelling.</summary>
public static class FetchCommand
{
    /// <summary>workbench fetch owner/name[@revision] [--include PATTERN ...].</summary>
    public static string For(RepositoryId repository, params IEnumerable<string> include) =>
        $"workbench fetch {repository}{string.Concat(include.Select(p => $" --include \"{p}\""))}";

    /// <summary>workbench fetch owner/name --include ...</summary>
    public static string For(string repository, params IEnumerable<string> include) => For(RepositoryId.Parse(repository), include);
}
