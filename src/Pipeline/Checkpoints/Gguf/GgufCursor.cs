using System.Buffers.Binary;
using System.Text;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>Reads little-endian values from a mapped file, never past its end, and says where it was when something is wrong.</summary>
internal sealed class GgufCursor(MappedFile file)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public string Path => file.Path;

    public long Position { get; private set; }

    public long Left => file.Length - Position;

    public byte U8(string what) => Take(1, what)[0];

    public ushort U16(string what) => BinaryPrimitives.ReadUInt16LittleEndian(Take(2, what));

    public uint U32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public ulong U64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public float F32(string what) => BinaryPrimitives.ReadSingleLittleEndian(Take(4, what));

    public double F64(string what) => BinaryPrimitives.ReadDoubleLittleEndian(Take(8, what));

    /// <summary>A length-prefixed name: at most <paramref name="longest"/> bytes of valid UTF-8.</summary>
    public string Name(int longest, string what)
    {
        var bytes = Text(what);
        if (bytes.Length > longest)
        {
            throw Wrong($"{what} has {bytes.Length} bytes, at most {longest} are allowed");
        }

        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Wrong($"{what} {Quoted.Bytes(bytes[..Math.Min(bytes.Length, 16)])} is not UTF-8", e);
        }
    }

    /// <summary>The bytes of a length-prefixed string.</summary>
    public ReadOnlySpan<byte> Text(string what)
    {
        var length = U64(what + " (its length)");
        return length <= (ulong)Math.Min(Left, int.MaxValue)
            ? Take((int)length, what)
            : throw Wrong($"{what} claims {length} bytes, {Left} are left in the file");
    }

    /// <summary>Steps over <paramref name="count"/> items of <paramref name="size"/> bytes.</summary>
    public void Skip(ulong count, int size, string what)
    {
        RequireRoom(count, size, what);
        Position += (long)count * size;
    }

    /// <summary>Fails if <paramref name="count"/> items of at least <paramref name="size"/> bytes cannot fit into the rest of the file.</summary>
    public void RequireRoom(ulong count, int size, string what)
    {
        if (count > (ulong)(Left / size))
        {
            throw Wrong($"{what}: a count of {count} needs at least {(UInt128)count * (uint)size} bytes, {Left} are left in the file");
        }
    }

    public CheckpointException Wrong(string problem, Exception? inner = null) => new($"{Path}: at byte {Position}: {problem}.", inner);

    private ReadOnlySpan<byte> Take(int count, string what)
    {
        if (count > Left)
        {
            throw Wrong($"the file ends inside {what} ({count} bytes needed, {Left} left)");
        }

        var bytes = file.Span(Position, count);
        Position += count;
        return bytes;
    }
}
