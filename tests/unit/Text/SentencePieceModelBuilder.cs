using System.Buffers.Binary;
using System.Text;

namespace Workbench.UnitTests.Text;

/// <summary>Writes small <c>spiece.model</c> files.</summary>
internal sealed class SentencePieceModelBuilder
{
    private readonly List<byte> model = [];
    private readonly List<byte> trainer = [];
    private readonly List<byte> normalizer = [];

    public SentencePieceModelBuilder Piece(string piece, float score, int kind = 1)
    {
        List<byte> message = [];
        Bytes(message, 1, Encoding.UTF8.GetBytes(piece));
        message.Add((2 << 3) | 5);
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(number, score);
        message.AddRange(number);
        Integer(message, 3, kind);
        Bytes(model, 1, [.. message]);
        return this;
    }

    public SentencePieceModelBuilder Trainer(int field, long value)
    {
        Integer(trainer, field, value);
        return this;
    }

    public SentencePieceModelBuilder Normalizer(int field, long value)
    {
        Integer(normalizer, field, value);
        return this;
    }

    public byte[] Build()
    {
        List<byte> output = [];
        output.AddRange(model);
        Bytes(output, 2, [.. trainer]);
        Bytes(output, 3, [.. normalizer]);
        return [.. output];
    }

    private static void Integer(List<byte> stream, int field, long value)
    {
        Varint(stream, (ulong)field << 3);
        Varint(stream, unchecked((ulong)value));
    }

    private static void Bytes(List<byte> stream, int field, byte[] value)
    {
        Varint(stream, ((ulong)field << 3) | 2);
        Varint(stream, (ulong)value.Length);
        stream.AddRange(value);
    }

    private static void Varint(List<byte> stream, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            stream.Add((byte)(value | 0x80));
        }

        stream.Add((byte)value);
    }
}
