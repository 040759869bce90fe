namespace Workbench.Pipeline.Hub;

/// <summary>
/// The cache of huggingface_hub: models--owner--name/{refs/REVISION, snapshots/COMMIT/PATH -> ../../blobs/ETAG, blobs/ETAG}.
/// Reading asks no network.
/// </summary>
/// <param name="root">The hub folder, see <see cref="HubSettings.CacheDirectory"/>.</param>
public sealed class HubCache(string root)
{
    public string Root { get; } = root;

    /// <summary>The repository's folder, existing or not.</summary>
    public string Folder(RepositoryId repository) => Path.Combine(Root, repository.CacheFolder);

    /// <summary>The snapshot folder of the repository's revision, or null when the cache lacks it.</summary>
    public string? Find(RepositoryId repository)
    {
        var commit = repository.IsCommit ? repository.Revision : Commit(Folder(repository), repository.Revision);
        return commit is null ? null : Existing(Path.Combine(Folder(repository), "snapshots", commit));
    }

    /// <summary>The snapshot folder of the repository's revision.</summary>
    /// <exception cref="HubException">Not in the cache; the message has the fetch command.</exception>
    public string Resolve(RepositoryId repository) => Find(repository)
        ?? throw new HubException(HubFailure.Offline, $"{repository} is not in the cache {Root}{Held(repository)}. Next: {FetchCommand.For(repository)}");

    /// <summary>The snapshot that a models--owner--name folder given by path stands for: refs/main, else the only snapshot there is; null if neither.</summary>
    public static string? FindInFolder(string repositoryFolder)
    {
        if (Commit(repositoryFolder, "main") is { } commit && Existing(Path.Combine(repositoryFolder, "snapshots", commit)) is { } main)
        {
            return main;
        }

        var snapshots = Path.Combine(repositoryFolder, "snapshots");
        return Directory.Exists(snapshots) && Directory.GetDirectories(snapshots) is [var only] ? only : null;
    }

    private static string? Commit(string repositoryFolder, string revision)
    {
        var reference = Path.Combine([repositoryFolder, "refs", .. revision.Split('/')]);
        if (!File.Exists(reference))
        {
            return null;
        }

        var commit = File.ReadAllText(reference).Trim();
        return RepositoryId.IsCommitHash(commit) ? commit : null;
    }

    private static string? Existing(string folder) => Directory.Exists(folder) ? folder : null;

    private string Held(RepositoryId repository)
    {
        var refs = Path.Combine(Folder(repository), "refs");
        var names = Directory.Exists(refs) ? Directory.EnumerateFiles(refs, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(refs, f)).Order(StringComparer.Ordinal).ToList() : [];
        return names.Count == 0 ? "" : $" (revisions there: {string.Join(", ", names)})";
    }
}
