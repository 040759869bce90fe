namespace Workbench.Pipeline.Hub;

/// <summary>What a fetch did.</summary>
/// <param name="Folder">The folder that holds the files under their own names.</param>
/// <param name="Commit">The commit they are of.</param>
/// <param name="FilesFetched">Files that came over the network.</param>
/// <param name="FilesPresent">Files that were here already.</param>
/// <param name="BytesFetched">Bytes that came over the network.</param>
public sealed record FetchReport(string Folder, string Commit, int FilesFetched, int FilesPresent, long BytesFetched);
