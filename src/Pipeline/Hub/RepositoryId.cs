namespace Workbench.Pipeline.Hub;

/// <summary>A model repository and the revision wanted: a branch, a tag, or a 40-digit commit.</summary>
public sealed record RepositoryId(string Owner, string Name, string Revision = "main")
{
    /// <summary>owner/name.</summary>
    public string Id => $"{Owner}/{Name}";

    /// <summary>Whether <see cref="Revision"/> is a full commit hash.</summary>
    public bool IsCommit => IsCommitHash(Revision);

    /// <summary>The cache's folder name, models--owner--name.</summary>
    public string CacheFolder => $"models--{Owner}--{Name}";

    /// <summary>Reads <c>owner/name</c> or <c>owner/name@revision</c>; null when it is neither.</summary>
    public static RepositoryId? TryParse(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var revision = at < 0 ? "main" : text[(at + 1)..];
        var parts = (at < 0 ? text : text[..at]).Split('/');
        return parts is [var owner, var name] && IsName(owner) && IsName(name) && IsRevision(revision) ? new(owner, name, revision) : null;
    }

    /// <summary>Reads what <see cref="TryParse"/> reads.</summary>
    /// <exception cref="HubException">Not of that form.</exception>
    public static RepositoryId Parse(string text) => TryParse(text)
        ?? throw new HubException(HubFailure.NotFound, $"'{text}' names no repository: expected owner/name or owner/name@revision, for instance {KnownRepositories.Base}.");

    public static bool IsCommitHash(string text) => text.Length == 40 && text.All(char.IsAsciiHexDigitLower);

    public override string ToString() => Revision == "main" ? Id : $"{Id}@{Revision}";

    private static bool IsName(string text) => text.Length is > 0 and <= 96 && text[0] != '.' && text[0] != '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    // A revision becomes a path below refs/: no segment may leave it.
    private static bool IsRevision(string text) => text.Length > 0 && text.Split('/').All(s => s.Length > 0 && s[0] != '.' && s.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-'));
}
