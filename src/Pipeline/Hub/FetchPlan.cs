namespace Workbench.Pipeline.Hub;

/// <summary>What a fetch will do, made before a byte of a file is asked for.</summary>
public sealed record FetchPlan
{
    internal FetchPlan(IFetchTarget target) => Target = target;

    public required HubListing Listing { get; init; }

    /// <summary>The wanted files, by path.</summary>
    public required IReadOnlyList<FetchEntry> Entries { get; init; }

    /// <summary>Files of the repository that the patterns leave out.</summary>
    public required IReadOnlyList<HubFile> LeftOut { get; init; }

    /// <summary>The folder that will hold the files under their own names.</summary>
    public string Folder => Target.Folder;

    /// <summary>Free bytes on that folder's disk; null when unknown.</summary>
    public required long? FreeBytes { get; init; }

    /// <summary>Size of all wanted files.</summary>
    public long TotalBytes => Entries.Sum(e => e.File.Size);

    /// <summary>Bytes still to come over the network.</summary>
    public long RemainingBytes => Entries.Sum(e => e.File.Size - e.BytesHere);

    internal IFetchTarget Target { get; }
}
