namespace Workbench.Pipeline.Hub;

/// <summary>Where fetched files go: the cache's layout, or a plain folder.</summary>
internal interface IFetchTarget
{
    /// <summary>The folder that holds the repository's files under their own names when all is done.</summary>
    string Folder { get; }

    /// <summary>Whether the file is here, whole and of this version.</summary>
    Task<bool> HasAsync(HubFile file, CancellationToken cancellation);

    /// <summary>Where the file's bytes gather while they arrive.</summary>
    string PartialPath(HubFile file);

    /// <summary>Puts the checked partial file in its place, in one step.</summary>
    void Commit(HubFile file);

    /// <summary>Records the revision, after the last file.</summary>
    void Finish();
}
