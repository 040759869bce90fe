namespace Workbench.UnitTests.Media.Video;

/// <summary>A folder of its own for one test, removed afterwards. Its name has a space: nothing may depend on there being none.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("workbench test ").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <summary>Names of everything inside.</summary>
    public IEnumerable<string> Names => Directory.EnumerateFileSystemEntries(Path).Select(p => System.IO.Path.GetFileName(p)!).Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
