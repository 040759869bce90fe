namespace Workbench.Pipeline.Hub;

/// <summary>Which files of a repository are wanted: all that match an allow pattern (no list: all), less those that match an ignore pattern.</summary>
public sealed class HubFilter(IEnumerable<string>? allow = null, IEnumerable<string>? ignore = null)
{
    /// <summary>Everything.</summary>
    public static readonly HubFilter All = new();

    private readonly HubPattern[]? allow = allow?.Select(p => new HubPattern(p)).ToArray();
    private readonly HubPattern[] ignore = ignore?.Select(p => new HubPattern(p)).ToArray() ?? [];

    /// <summary>Whether the repo-relative <paramref name="path"/> is wanted. Ignore wins.</summary>
    public bool Keeps(string path) => allow?.Any(p => p.Matches(path)) != false && !ignore.Any(p => p.Matches(path));
}
