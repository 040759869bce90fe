using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 136 bytes: f16 d, the upper two bits of 8 scales in a u16, their low nibbles in 4 bytes, 128 bytes of nibbles. y = d * (scale - 32) * K[q].</summary>
internal readonly struct IQ4_XS : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        var upper = BinaryPrimitives.ReadUInt16LittleEndian(block[2..]);
        for (var group = 0; group < 8; group++)
        {
            var scale = (block[4 + group / 2] >> (group % 2 * 4) & 15) | (upper >> (2 * group) & 3) << 4;
            var q = Packed.Bytes(block, 8 + 16 * group);
            Spread.Signed(Packed.Lookup(Codebooks.Iq4, Packed.Low(q)), d * (scale - 32), y[(32 * group)..]);
            Spread.Signed(Packed.Lookup(Codebooks.Iq4, Packed.High(q)), d * (scale - 32), y[(32 * group + 16)..]);
        }
    }
}
