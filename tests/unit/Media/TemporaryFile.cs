namespace Workbench.UnitTests.Media;

/// <summary>A path that is free now and cleaned up afterwards.</summary>
internal sealed class TemporaryFile(string extension) : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), System.IO.Path.GetRandomFileName() + extension);

    public void Dispose() => File.Delete(Path);
}
