namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 82 bytes: f16 d, 32 low index bytes, 32 sign bytes, upper index bits (two per index), 16 four-bit scales. y = d * (0.5 + scale) / 4 * grid.</summary>
internal readonly struct IQ2_S : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 16; group++)
        {
            var (at, upper) = (2 * group, block[66 + group / 2] >> (group % 2 * 4));
            var scale = d * (0.5f + (block[74 + group / 2] >> (group % 2 * 4) & 15)) * 0.25f;
            var q = Grids.Signed(
                Grids.Iq2S[block[2 + at] | (upper & 3) << 8], Grids.Iq2S[block[3 + at] | (upper >> 2 & 3) << 8], block[34 + at], block[35 + at]);
            Spread.Signed(q, scale, y[(16 * group)..]);
        }
    }
}
