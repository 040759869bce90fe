using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 74 bytes: f16 d, 32 words of a nine-bit grid index and seven signs, 16 four-bit scales. y = d * (0.5 + scale) / 4 * grid.</summary>
internal readonly struct IQ2_XS : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 16; group++)
        {
            uint first = BinaryPrimitives.ReadUInt16LittleEndian(block[(2 + 4 * group)..]), second = BinaryPrimitives.ReadUInt16LittleEndian(block[(4 + 4 * group)..]);
            var scale = d * (0.5f + (block[66 + group / 2] >> (group % 2 * 4) & 15)) * 0.25f;
            var q = Grids.Signed(Grids.Iq2Xs[first & 511], Grids.Iq2Xs[second & 511], Grids.Signs(first >> 9), Grids.Signs(second >> 9));
            Spread.Signed(q, scale, y[(16 * group)..]);
        }
    }
}
