namespace Workbench.Pipeline.Hub.Models;

/// <summary>Parts of a model are missing; all of them are named, each with what mends it.</summary>
public sealed class ModelFilesException(IReadOnlyList<MissingModelFile> missing) : Exception(string.Join('\n', missing))
{
    public IReadOnlyList<MissingModelFile> Missing { get; } = missing;
}
