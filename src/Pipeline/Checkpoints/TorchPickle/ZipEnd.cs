using System.Buffers.Binary;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// The end-of-central-directory record of a zip, with its 64-bit twin where there is one (PKWARE APPNOTE 4.3.14 to 4.3.16).
/// The directory must end exactly where the end record begins: an archive with something before or between reads differently to different tools.
/// </summary>
/// <param name="Count">Entries.</param>
/// <param name="DirectoryOffset">Where the directory begins.</param>
/// <param name="DirectoryLength">Its bytes.</param>
internal readonly record struct ZipEnd(long Count, long DirectoryOffset, long DirectoryLength)
{
    private const int Size = 22, LocatorSize = 20, Size64 = 56, LongestComment = 65535;

    public static ZipEnd Find(MappedFile file)
    {
        var at = Locate(file);
        var record = file.Span(at, Size);
        ulong count = U16(record, 10), length = U32(record, 12), offset = U32(record, 16);
        if (U16(record, 4) is not (0 or ushort.MaxValue) || U16(record, 6) is not (0 or ushort.MaxValue))
        {
            throw Wrong(file, "the zip spans several disks");
        }

        var end = at;
        if (at >= LocatorSize && U32(file.Span(at - LocatorSize, LocatorSize), 0) == 0x07064b50)
        {
            (end, var large) = Read64(file, at);
            if (Differs(count, large.Count, ushort.MaxValue) || Differs(length, large.Length, uint.MaxValue) || Differs(offset, large.Offset, uint.MaxValue))
            {
                throw Wrong(file, "the two end records of the zip contradict each other");
            }

            (count, length, offset) = large;
        }

        if (offset > (ulong)end || length != (ulong)end - offset)
        {
            throw Wrong(file, $"the zip directory should be {length} bytes at {offset}, but the end record stands at {end}");
        }

        return count <= length / ZipDirectory.LeastEntry
            ? new((long)count, (long)offset, (long)length)
            : throw Wrong(file, $"the zip claims {count} entries in a directory of {length} bytes");
    }

    private static bool Differs(ulong small, ulong large, ulong saturated) => small != saturated && small != large;

    private static long Locate(MappedFile file)
    {
        var window = (int)Math.Min(file.Length, Size + LongestComment);
        var tail = file.Span(file.Length - window, window);
        for (var i = window - Size; i >= 0; i--)
        {
            if (U32(tail, i) == 0x06054b50 && i + Size + (int)U16(tail, i + 20) == window)
            {
                return file.Length - window + i;
            }
        }

        throw Wrong(file, "the zip has no end record: the file is truncated (or not a zip)");
    }

    private static (long At, (ulong Count, ulong Length, ulong Offset) Values) Read64(MappedFile file, long end)
    {
        var at = U64(file.Span(end - LocatorSize, LocatorSize), 8);
        if (at > long.MaxValue || (long)at > end - LocatorSize - Size64 || U32(file.Span((long)at, Size64), 0) != 0x06064b50)
        {
            throw Wrong(file, "the zip64 locator points at no zip64 end record");
        }

        var record = file.Span((long)at, Size64);
        return ((long)at, (U64(record, 32), U64(record, 40), U64(record, 48)));
    }

    private static CheckpointException Wrong(MappedFile file, string problem) => new($"{file.Path}: {problem}.");

    private static ulong U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static ulong U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
