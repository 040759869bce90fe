using System.Text.Json;

namespace Workbench.Pipeline.Hub;

/// <summary>Reads the hub's two listings: a revision with its siblings, and a tree.</summary>
internal static class HubListingReader
{
    /// <summary>Commit and files of api/models/{repo}/revision/{rev}?blobs=true; files are null when it names them without sizes or checksums.</summary>
    public static (string Commit, IReadOnlyList<HubFile>? Files) Revision(JsonElement root, string what)
    {
        var commit = Text(root, "sha");
        if (commit is null || !RepositoryId.IsCommitHash(commit))
        {
            throw Malformed(what, "no commit hash under \"sha\"");
        }

        if (!root.TryGetProperty("siblings", out var siblings) || siblings.ValueKind != JsonValueKind.Array)
        {
            return (commit, null);
        }

        var files = new List<HubFile>();
        foreach (var sibling in siblings.EnumerateArray())
        {
            var path = HubFile.CheckPath(Text(sibling, "rfilename") ?? throw Malformed(what, "a sibling without \"rfilename\""));
            if (Read(sibling, path, "blobId", "sha256", what) is not { } file)
            {
                return (commit, null);
            }

            files.Add(file);
        }

        return (commit, files);
    }

    /// <summary>One page of api/models/{repo}/tree/{rev}?recursive=true.</summary>
    public static IEnumerable<HubFile> Tree(JsonElement root, string what)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            throw Malformed(what, "a tree that is no list");
        }

        foreach (var entry in root.EnumerateArray().Where(e => Text(e, "type") == "file"))
        {
            var path = HubFile.CheckPath(Text(entry, "path") ?? throw Malformed(what, "an entry without \"path\""));
            yield return Read(entry, path, "oid", "oid", what) ?? throw Malformed(what, $"{path} without size or checksum");
        }
    }

    private static HubFile? Read(JsonElement entry, string path, string gitKey, string sha256Key, string what)
    {
        var isLfs = entry.TryGetProperty("lfs", out var lfs) && lfs.ValueKind == JsonValueKind.Object;
        var sha256 = isLfs ? Hash(Text(lfs, sha256Key), 64, path, what) : null;
        var git = Hash(Text(entry, gitKey), 40, path, what);
        return (isLfs ? Size(lfs) ?? Size(entry) : Size(entry)) is { } size && (sha256 ?? git) is not null ? new(path, size, sha256, git) : null;
    }

    /// <summary>Checksums become file names in the cache, so they must be nothing but hex.</summary>
    private static string? Hash(string? text, int digits, string path, string what) => text is null || (text.Length == digits && text.All(char.IsAsciiHexDigitLower))
        ? text
        : throw Malformed(what, $"{path} with the checksum '{text}'");

    private static long? Size(JsonElement entry) => entry.TryGetProperty("size", out var size) && size.TryGetInt64(out var bytes) && bytes >= 0 ? bytes : null;

    private static string? Text(JsonElement entry, string key) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static HubException Malformed(string what, string detail) => new(HubFailure.Network, $"{what}: the server's listing has {detail}.");
}
