namespace Workbench.Pipeline.Hub;

/// <summary>One file of a plan.</summary>
/// <param name="File">The file.</param>
/// <param name="BytesHere">Bytes that need no fetching: all of them, those of an interrupted download, or none.</param>
public sealed record FetchEntry(HubFile File, long BytesHere)
{
    /// <summary>Whether nothing is left to do.</summary>
    public bool IsPresent { get; init; }
}
