using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>Reads the operands of a pickle, never past its end.</summary>
internal ref struct PickleReader(string path, ReadOnlySpan<byte> code)
{
    private const int LongestGlobal = 256, LongestInteger = 255;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> code = code;

    public int Position { get; private set; }

    public readonly int Left => code.Length - Position;

    public byte Byte() => Take(1)[0];

    public ushort U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int I32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A big-endian double, as BINFLOAT has it.</summary>
    public double F64() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A little-endian two's complement integer: a long, or beyond that a BigInteger, which no tensor can use.</summary>
    public object Integer(long length)
    {
        if (length is < 0 or > LongestInteger)
        {
            throw Wrong($"an integer of {length} bytes; at most {LongestInteger} are read");
        }

        var value = new BigInteger(Take((int)length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    public string Text(ulong length)
    {
        if (length > (ulong)Left)
        {
            throw Wrong($"a string of {length} bytes, {Left} are left");
        }

        var bytes = Take((int)length);
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException e)
        {
            throw Wrong("a string that is not UTF-8", e);
        }
    }

    /// <summary>A line of text, as GLOBAL has two.</summary>
    public string Line()
    {
        var window = code.Slice(Position, Math.Min(Left, LongestGlobal));
        var length = window.IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Wrong("a global's name without an end");
        }

        var line = Text((ulong)length);
        Take(1);
        return line;
    }

    public readonly CheckpointException Wrong(string problem, Exception? inner = null) => new($"{path}: data.pkl at byte {Position}: {problem}. Nothing in the file was executed.", inner);

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > Left)
        {
            throw Wrong($"the pickle ends inside an instruction ({count} bytes needed, {Left} left)");
        }

        var bytes = code.Slice(Position, count);
        Position += count;
        return bytes;
    }
}
