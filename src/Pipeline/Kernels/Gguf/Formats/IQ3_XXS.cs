using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 98 bytes: f16 d, 64 grid indices of a byte (four elements each), then per 32 elements four times seven signs and a four-bit scale. y = d * (0.5 + scale) / 2 * grid.</summary>
internal readonly struct IQ3_XXS : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 8; group++)
        {
            var packed = BinaryPrimitives.ReadUInt32LittleEndian(block[(66 + 4 * group)..]);
            var scale = d * (0.5f + (packed >> 28)) * 0.5f;
            for (var pair = 0; pair < 2; pair++)
            {
                var indices = block.Slice(2 + 8 * group + 4 * pair, 4);
                var q = Grids.Signed(
                    Grids.Iq3Xxs[indices[0]] | Grids.Iq3Xxs[indices[1]] << 32, Grids.Iq3Xxs[indices[2]] | Grids.Iq3Xxs[indices[3]] << 32,
                    Grids.Signs(packed >> (14 * pair) & 127), Grids.Signs(packed >> (14 * pair + 7) & 127));
                Spread.Signed(q, scale, y[(32 * group + 16 * pair)..]);
            }
        }
    }
}
