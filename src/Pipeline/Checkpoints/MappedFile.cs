using System.IO.MemoryMappedFiles;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>
/// A whole file mapped read-only into memory. The file must not shrink while it is mapped: the operating system answers a read
/// past the new end with SIGBUS, which no handler here can turn into an exception.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly FileStream stream;
    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;
    private byte* shared;

    public MappedFile(string path)
    {
        Path = path;
        try
        {
            stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = stream.Length;
            if (Length == 0)
            {
                return; // an empty file cannot be mapped
            }

            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Pointer = pointer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            view?.Dispose();
            file?.Dispose();
            stream?.Dispose();
            throw new CheckpointException($"{path}: cannot open: {e.Message}", e);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>First byte; null for an empty file.</summary>
    public byte* Pointer { get; }

    /// <summary>A part of the file. The caller has checked the bounds.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer + offset, length);

    /// <summary>Maps the pages of a range at once. Only a hint.</summary>
    public void Populate(long offset, long length) => MemoryAdvice.Populate(Pointer + offset, length);

    /// <summary>Gives the pages of a range back, so that what has been copied out does not count twice.</summary>
    public void Release(long offset, long length) => MemoryAdvice.Release(Pointer + offset, length);

    /// <summary>A range of the copy-on-write mapping (<see cref="PrivateMapping"/>), with its pages mapped; null where there is none.</summary>
    public byte* Share(long offset, long length)
    {
        shared = shared == null ? PrivateMapping.Of(stream.SafeFileHandle, Length) : shared;
        if (shared == null)
        {
            return null;
        }

        MemoryAdvice.Populate(shared + offset, length);
        return shared + offset;
    }

    public void Dispose()
    {
        if (Pointer != null)
        {
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        view?.Dispose();
        file?.Dispose();
        stream.Dispose();
    }
}
