using System.Buffers.Binary;
using System.Text;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>One entry of the zip directory, resolved to its content. Only stored, unencrypted entries exist here: tensors are mapped, not unpacked.</summary>
internal static class ZipEntry
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the entry at the start of <paramref name="rest"/> and checks the local header it points to.</summary>
    /// <param name="file">The archive.</param>
    /// <param name="rest">The directory from this entry on.</param>
    /// <param name="dataEnd">Where the directory begins: contents end before it.</param>
    /// <param name="size">Bytes of the entry in the directory.</param>
    /// <param name="local">Where the local header stands.</param>
    public static ZipRecord Read(MappedFile file, ReadOnlySpan<byte> rest, long dataEnd, out int size, out long local)
    {
        if (rest.Length < ZipDirectory.LeastEntry || U32(rest, 0) != 0x02014b50)
        {
            throw new CheckpointException($"{file.Path}: the zip directory is damaged.");
        }

        int nameLength = U16(rest, 28), extraLength = U16(rest, 30);
        size = ZipDirectory.LeastEntry + nameLength + extraLength + U16(rest, 32);
        if (size > rest.Length)
        {
            throw new CheckpointException($"{file.Path}: the zip directory is truncated.");
        }

        var rawName = rest.Slice(ZipDirectory.LeastEntry, nameLength);
        var name = Name(file, rawName);
        RequireStored(file, name, U16(rest, 8), U16(rest, 10));
        ulong packed = U32(rest, 20), length = U32(rest, 24), offset = U32(rest, 42);
        Zip64(file, name, rest.Slice(ZipDirectory.LeastEntry + nameLength, extraLength), ref length, ref packed, ref offset);
        if (packed != length)
        {
            throw Wrong(file, name, $"is stored, but has {length} bytes unpacked and {packed} packed");
        }

        if (offset > (ulong)dataEnd || length > (ulong)dataEnd)
        {
            throw Wrong(file, name, $"should be {length} bytes at {offset}, past the end of the archive's data ({dataEnd})");
        }

        local = (long)offset;
        return new(name, Content(file, name, rawName, local, (long)length, dataEnd), (long)length);
    }

    private static string Name(MappedFile file, ReadOnlySpan<byte> bytes)
    {
        string name;
        try
        {
            name = Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw new CheckpointException($"{file.Path}: a zip entry's name {Quoted.Bytes(bytes[..Math.Min(16, bytes.Length)])} is not UTF-8.", e);
        }

        var unsafeName = name.Length == 0 || name[0] == '/' || name.AsSpan().IndexOfAny("\\:\0") >= 0 || name.Split('/').Contains("..");
        return unsafeName ? throw new CheckpointException($"{file.Path}: the zip entry {Quoted.Text(name)} points out of the archive.") : name;
    }

    private static void RequireStored(MappedFile file, string name, int flags, int method)
    {
        const int Encrypted = 1 | 1 << 6 | 1 << 13;
        if ((flags & Encrypted) != 0)
        {
            throw Wrong(file, name, "is encrypted");
        }

        if (method != 0)
        {
            throw Wrong(file, name, $"is compressed (method {method}); torch.save stores entries as they are");
        }
    }

    /// <summary>The zip64 extra field holds those of the three values that do not fit, in this order (APPNOTE 4.5.3).</summary>
    private static void Zip64(MappedFile file, string name, ReadOnlySpan<byte> extra, ref ulong length, ref ulong packed, ref ulong offset)
    {
        while (extra.Length >= 4)
        {
            int id = U16(extra, 0), size = U16(extra, 2);
            if (size > extra.Length - 4)
            {
                break;
            }

            if (id == 1)
            {
                var field = extra.Slice(4, size);
                if (!Take(ref field, ref length) || !Take(ref field, ref packed) || !Take(ref field, ref offset))
                {
                    throw Wrong(file, name, "has a zip64 field that is too short");
                }

                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    private static bool Take(ref ReadOnlySpan<byte> field, ref ulong value)
    {
        if (value != uint.MaxValue)
        {
            return true;
        }

        if (field.Length < 8)
        {
            return false;
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(field);
        field = field[8..];
        return true;
    }

    private static long Content(MappedFile file, string name, ReadOnlySpan<byte> rawName, long local, long length, long dataEnd)
    {
        const int LocalSize = 30, SizesFollow = 1 << 3;
        if (local > dataEnd - LocalSize || U32(file.Span(local, LocalSize), 0) != 0x04034b50)
        {
            throw Wrong(file, name, $"has no local header at {local}");
        }

        var header = file.Span(local, LocalSize);
        RequireStored(file, name, U16(header, 6), U16(header, 8));
        int nameLength = U16(header, 26), extraLength = U16(header, 28);
        var begin = local + LocalSize + nameLength + extraLength;
        if (begin > dataEnd || length > dataEnd - begin)
        {
            throw Wrong(file, name, $"should hold {length} bytes at {begin}, past the end of the archive's data ({dataEnd})");
        }

        if (!file.Span(local + LocalSize, nameLength).SequenceEqual(rawName))
        {
            throw Wrong(file, name, "has another name in its local header");
        }

        var stated = U32(header, 22);
        return (U16(header, 6) & SizesFollow) != 0 || stated == uint.MaxValue || stated == length
            ? begin
            : throw Wrong(file, name, $"has {length} bytes in the directory and {stated} in its local header");
    }

    private static CheckpointException Wrong(MappedFile file, string name, string problem) => new($"{file.Path}: the zip entry {Quoted.Text(name)} {problem}.");

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
