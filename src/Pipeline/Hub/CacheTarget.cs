namespace Workbench.Pipeline.Hub;

/// <summary>huggingface_hub's cache: content under blobs/, names under snapshots/ as relative links, the revision under refs/ once all files are there.</summary>
internal sealed class CacheTarget(HubCache cache, HubListing listing) : IFetchTarget
{
    private readonly string repository = cache.Folder(listing.Repository);

    public string Folder => Path.Combine(repository, "snapshots", listing.Commit);

    public Task<bool> HasAsync(HubFile file, CancellationToken cancellation)
    {
        if (IsWhole(Blob(file), file))
        {
            Link(file);
            return Task.FromResult(true);
        }

        // Where links are not allowed, the file itself lies in the snapshot.
        return Task.FromResult(IsWhole(Named(file), file));
    }

    public string PartialPath(HubFile file) => Blob(file) + ".incomplete";

    public void Commit(HubFile file)
    {
        File.Move(PartialPath(file), Blob(file), overwrite: true);
        Link(file);
    }

    public void Finish()
    {
        if (listing.Repository.IsCommit)
        {
            return;
        }

        var reference = Path.Combine([repository, "refs", .. listing.Repository.Revision.Split('/')]);
        Directory.CreateDirectory(Path.GetDirectoryName(reference)!);
        File.WriteAllText(reference + ".partial", listing.Commit);
        File.Move(reference + ".partial", reference, overwrite: true);
    }

    private static bool IsWhole(string path, HubFile file) => new FileInfo(path) is { Exists: true, LinkTarget: null } info && info.Length == file.Size;

    private string Blob(HubFile file) => Path.Combine(repository, "blobs", file.Etag);

    private string Named(HubFile file) => Path.Combine([Folder, .. file.Path.Split('/')]);

    private void Link(HubFile file)
    {
        var named = Named(file);
        var parent = Path.GetDirectoryName(named)!;
        var target = Path.GetRelativePath(parent, Blob(file));
        if (new FileInfo(named).LinkTarget == target)
        {
            return;
        }

        Directory.CreateDirectory(parent);
        File.Delete(named);
        try
        {
            File.CreateSymbolicLink(named, target);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            File.Move(Blob(file), named);
        }
    }
}
