using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 66 bytes: f16 d, then per 32 elements four grid indices of a byte, four times seven signs, and a four-bit scale. y = d * (0.5 + scale) / 4 * grid.</summary>
internal readonly struct IQ2_XXS : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 8; group++)
        {
            var indices = block.Slice(2 + 8 * group, 4);
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(block[(6 + 8 * group)..]);
            var scale = d * (0.5f + (packed >> 28)) * 0.25f;
            for (var pair = 0; pair < 2; pair++)
            {
                var q = Grids.Signed(
                    Grids.Iq2Xxs[indices[2 * pair]], Grids.Iq2Xxs[indices[2 * pair + 1]],
                    Grids.Signs(packed >> (14 * pair) & 127), Grids.Signs(packed >> (14 * pair + 7) & 127));
                Spread.Signed(q, scale, y[(32 * group + 16 * pair)..]);
            }
        }
    }
}
