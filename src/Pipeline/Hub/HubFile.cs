namespace Workbench.Pipeline.Hub;

/// <summary>A file of a repository.</summary>
/// <param name="Path">Repo-relative, with forward slashes.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">Of an LFS file; null for one that lies in git itself.</param>
/// <param name="GitSha1">Git's blob hash; of an LFS file that of the pointer.</param>
public sealed record HubFile(string Path, long Size, string? Sha256, string? GitSha1)
{
    /// <summary>The cache's blob name and the hub's ETag: SHA-256 of an LFS file, else the git blob hash.</summary>
    public string Etag => Sha256 ?? GitSha1 ?? throw new HubException(HubFailure.Network, $"{Path}: the hub listed neither SHA-256 nor git hash.");

    /// <summary>Refuses names that would leave the target folder.</summary>
    /// <exception cref="HubException">Absolute, with empty, "." or ".." segments, backslashes or control characters.</exception>
    public static string CheckPath(string path)
    {
        var segments = path.Split('/');
        return path.Length is 0 or > 1024 || segments.Any(s => s is "" or "." or "..") || path.Any(c => c == '\\' || char.IsControl(c)) || System.IO.Path.IsPathRooted(path)
            ? throw new HubException(HubFailure.Hostile, $"the server listed the file name '{path}', which does not stay inside the target folder; nothing was written.")
            : path;
    }
}
