using System.Buffers.Binary;
using System.Text;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>Reads the fields of one protocol buffer message (wire format only; the caller knows the schema).</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message, string source)
{
    private ReadOnlySpan<byte> rest = message;

    /// <summary>Number of the current field.</summary>
    public int Field { get; private set; }

    private int Wire { get; set; }

    /// <summary>Goes to the next field; false at the end of the message. The current value must have been read or skipped.</summary>
    /// <exception cref="CheckpointException">Malformed.</exception>
    public bool Next()
    {
        if (rest.IsEmpty)
        {
            return false;
        }

        var tag = Varint();
        (Field, Wire) = ((int)(tag >> 3), (int)(tag & 7));
        return true;
    }

    /// <summary>An integer, enumeration or boolean field.</summary>
    public long Integer() => Wire == 0 ? unchecked((long)Varint()) : throw Malformed("an integer");

    /// <summary>A boolean field.</summary>
    public bool Boolean() => Integer() != 0;

    /// <summary>A float field.</summary>
    public float Single() => Wire == 5 ? BinaryPrimitives.ReadSingleLittleEndian(Take(4)) : throw Malformed("a float");

    /// <summary>A bytes or message field.</summary>
    public ReadOnlySpan<byte> Bytes() => Wire == 2 ? Take(Varint()) : throw Malformed("bytes");

    /// <summary>A string field.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>Passes over a field of any type.</summary>
    public void Skip()
    {
        switch (Wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(Varint());
                break;
            case 5:
                Take(4);
                break;
            default:
                throw Malformed("a known wire type");
        }
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var b = Take(1)[0];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return value;
            }
        }

        throw Malformed("a varint of at most ten bytes");
    }

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)rest.Length)
        {
            throw new CheckpointException($"{source}: field {Field} asks for {length} bytes, {rest.Length} are left (truncated, or no SentencePiece model).");
        }

        var taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    private readonly CheckpointException Malformed(string expected) =>
        new($"{source}: field {Field} has wire type {Wire}, expected {expected} (no SentencePiece model?).");
}
