namespace Workbench.Cli.Commands;

/// <summary>A temporary WAV file for a demonstration's speech, deleted at the end.</summary>
internal sealed class DemoFile(bool used) : IDisposable
{
    /// <summary>Where to write it.</summary>
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"workbench-{System.IO.Path.GetRandomFileName()}.wav");

    public void Dispose()
    {
        if (used)
        {
            File.Delete(Path);
        }
    }
}
