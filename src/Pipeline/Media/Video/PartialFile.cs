namespace Workbench.Pipeline.Media.Video;

/// <summary>A file written beside its target and renamed when it is whole; disposed without that, it is deleted.</summary>
internal sealed class PartialFile : IDisposable
{
    private readonly string target;

    public PartialFile(string target)
    {
        this.target = System.IO.Path.GetFullPath(target);
        var folder = System.IO.Path.GetDirectoryName(this.target)!;
        Directory.CreateDirectory(folder);
        Path = System.IO.Path.Combine(folder, $".{System.IO.Path.GetFileName(target)}.{Guid.NewGuid():N}.partial");
    }

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <summary>Puts the file in its place, over an older one.</summary>
    public void Keep() => File.Move(Path, target, overwrite: true);

    public void Dispose() => File.Delete(Path);
}
