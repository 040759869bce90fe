using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>
/// A whole file mapped read-only into memory. The file must not shrink while it is mapped: the operating system answers a read
/// past the new end with SIGBUS, which no handler here can turn into an exception.
/// </summary>
internal sealed unsafe partial class MappedFile : IDisposable
{
    // From asm-generic/mman-common.h.
    private const int AdviseDontNeed = 4, AdvisePopulateRead = 22;

    private readonly MemoryMappedFile? file;
    private readonly MemoryMappedViewAccessor? view;

    public MappedFile(string path)
    {
        Path = path;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            Length = stream.Length;
            if (Length == 0)
            {
                return; // an empty file cannot be mapped
            }

            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* pointer = null;
            view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
            Pointer = pointer;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new CheckpointException($"{path}: cannot open: {e.Message}", e);
        }
    }

    public string Path { get; }

    public long Length { get; }

    /// <summary>First byte; null for an empty file.</summary>
    public byte* Pointer { get; }

    /// <summary>A part of the file. The caller has checked the bounds.</summary>
    public ReadOnlySpan<byte> Span(long offset, int length) => new(Pointer + offset, length);

    /// <summary>Maps the pages of a range in one call, which is several times cheaper than a fault per page. Only a hint.</summary>
    public void Populate(long offset, long length) => Advise(offset, length, AdvisePopulateRead, inward: false);

    /// <summary>Gives the pages of a range back, so that what has been copied out does not count twice. Reading them again is still right.</summary>
    public void Release(long offset, long length) => Advise(offset, length, AdviseDontNeed, inward: true);

    public void Dispose()
    {
        if (Pointer != null)
        {
            view!.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        view?.Dispose();
        file?.Dispose();
    }

    private void Advise(long offset, long length, int advice, bool inward)
    {
        if (!OperatingSystem.IsLinux() || length <= 0)
        {
            return;
        }

        long page = Environment.SystemPageSize;
        var begin = (inward ? offset + page - 1 : offset) / page * page;
        var end = inward ? (offset + length) / page * page : offset + length;
        if (end > begin)
        {
            _ = Madvise((nint)(Pointer + begin), (nuint)(end - begin), advice); // an old kernel refuses: nothing is lost
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Madvise(nint address, nuint length, int advice);
}
