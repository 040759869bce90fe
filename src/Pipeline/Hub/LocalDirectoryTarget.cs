using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Workbench.Pipeline.Hub;

/// <summary>
/// A plain folder as `--local-dir` of huggingface_hub makes it: real files, and under .cache/huggingface/download a .metadata file each
/// (commit, etag, time, one per line).
/// </summary>
internal sealed class LocalDirectoryTarget(string folder, HubListing listing) : IFetchTarget
{
    public string Folder => folder;

    private string Hidden => Path.Combine(folder, ".cache", "huggingface");

    public async Task<bool> HasAsync(HubFile file, CancellationToken cancellation)
    {
        var path = Named(file);
        if (!File.Exists(path))
        {
            return false;
        }

        if (RecordedEtag(file, path) is { } etag)
        {
            return etag == file.Etag && new FileInfo(path).Length == file.Size;
        }

        // Put there by other means: adopted if it is the very file.
        if (!await HubHash.MatchesAsync(file, path, cancellation).ConfigureAwait(false))
        {
            return false;
        }

        Record(file);
        return true;
    }

    public string PartialPath(HubFile file)
    {
        var metadata = MetadataPath(file);
#pragma warning disable CA5350 // A file name that huggingface_hub also uses, so that either goes on where the other stopped.
        var name = Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(Path.GetFileName(metadata)))).Replace('+', '-').Replace('/', '_');
#pragma warning restore CA5350
        return Path.Combine(Path.GetDirectoryName(metadata)!, $"{name}.{file.Etag}.incomplete");
    }

    public void Commit(HubFile file)
    {
        var path = Named(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Move(PartialPath(file), path, overwrite: true);
        Record(file);
    }

    public void Finish()
    {
        // Nothing names the revision here: each file's metadata does.
    }

    private string Named(HubFile file) => Path.Combine([folder, .. file.Path.Split('/')]);

    private string MetadataPath(HubFile file) => Path.Combine([Hidden, "download", .. file.Path.Split('/')]) + ".metadata";

    /// <summary>The etag written when the file was fetched; null when there is none or the file was changed since.</summary>
    private string? RecordedEtag(HubFile file, string path)
    {
        var metadata = MetadataPath(file);
        return File.Exists(metadata) && File.ReadAllLines(metadata) is [_, var etag, var time, ..]
            && double.TryParse(time, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
            && Seconds(File.GetLastWriteTimeUtc(path)) <= seconds + 1
                ? etag : null;
    }

    private void Record(HubFile file)
    {
        var metadata = MetadataPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(metadata)!);
        var ignore = Path.Combine(Hidden, ".gitignore");
        if (!File.Exists(ignore))
        {
            File.WriteAllText(ignore, "*");
        }

        File.WriteAllText(metadata, string.Create(CultureInfo.InvariantCulture, $"{listing.Commit}\n{file.Etag}\n{Seconds(DateTime.UtcNow)}\n"));
    }

    private static double Seconds(DateTime utc) => (utc - DateTime.UnixEpoch).TotalSeconds;
}
