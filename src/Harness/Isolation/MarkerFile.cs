using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Text;

namespace Workbench.Harness.Isolation;

/// <summary>
/// The in-flight marker: a small file mapped by the process that works and by the one that watches. A mark is a store to shared memory
/// (about 0.2 us, no system call), and survives any death of the process, as the pages belong to the kernel.
/// Two slots are written in turn, the sequence number last, so that a reader never sees half a mark.
/// </summary>
public sealed class MarkerFile : IDisposable
{
    private const int Slot = 2048, Header = 16, TextRoom = Slot - Header;

    /// <summary>Characters kept of a name: three names of at most three bytes a character fit a slot.</summary>
    private const int Longest = 200;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private long sequence;

    private MarkerFile(string path, FileAccess access)
    {
        // Never truncated: the other side may have it mapped already, and a page beyond the end is a SIGBUS.
        using var stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (stream.Length < 2 * Slot)
        {
            stream.SetLength(2 * Slot);
        }

        var mapped = access == FileAccess.Read ? MemoryMappedFileAccess.Read : MemoryMappedFileAccess.ReadWrite;
        file = MemoryMappedFile.CreateFromFile(stream, null, 2 * Slot, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: false);
        view = file.CreateViewAccessor(0, 2 * Slot, mapped);
    }

    /// <summary>For the process that works; begins anew.</summary>
    public static MarkerFile Create(string path)
    {
        var marker = new MarkerFile(path, FileAccess.ReadWrite);
        marker.view.Write(0, 0L);
        marker.view.Write(Slot, 0L);
        return marker;
    }

    /// <summary>For the process that watches; may be opened before or after the other.</summary>
    public static MarkerFile Watch(string path) => new(path, FileAccess.Read);

    /// <summary>Leaves a mark. Long names lose their beginning, as their end says more.</summary>
    public void Write(MarkerPhase phase, string path, string? operation = null, string? last = null)
    {
        Span<byte> slot = stackalloc byte[Slot];
        var bytes = Encoding.UTF8.GetBytes($"{Shorten(operation)}\n{Shorten(last)}\n{Shorten(path)}");
        var length = Math.Min(bytes.Length, TextRoom);
        BinaryPrimitives.WriteInt32LittleEndian(slot[8..], (int)phase);
        BinaryPrimitives.WriteInt32LittleEndian(slot[12..], length);
        bytes.AsSpan(0, length).CopyTo(slot[Header..]);

        var next = sequence + 1;
        var at = next % 2 * Slot;
        view.Write(at, 0L); // the slot is void while it is being written
        Thread.MemoryBarrier();
        view.SafeMemoryMappedViewHandle.WriteSpan((ulong)(at + 8), (ReadOnlySpan<byte>)slot[8..(Header + length)]);
        Thread.MemoryBarrier();
        view.Write(at, next);
        sequence = next;
    }

    /// <summary>The last mark.</summary>
    public Marker Read()
    {
        var last = Marker.Nothing;
        for (var i = 0; i < 2; i++)
        {
            var number = view.ReadInt64(i * Slot);
            if (number <= last.Sequence)
            {
                continue;
            }

            var length = Math.Clamp(view.ReadInt32((i * Slot) + 12), 0, TextRoom);
            var bytes = new byte[length];
            view.ReadArray((i * Slot) + Header, bytes, 0, length);
            var parts = Encoding.UTF8.GetString(bytes).Split('\n', 3);
            var phase = (MarkerPhase)view.ReadInt32((i * Slot) + 8);
            if (view.ReadInt64(i * Slot) == number && parts.Length == 3)
            {
                last = new(number, phase, parts[2], Maybe(parts[0]), Maybe(parts[1]));
            }
        }

        return last;
    }

    private static string? Shorten(string? text) => text is { Length: > Longest } ? "..." + text[^Longest..] : text;

    private static string? Maybe(string text) => text.Length == 0 ? null : text;

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
