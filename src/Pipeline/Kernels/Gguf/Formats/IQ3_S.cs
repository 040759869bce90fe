namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 110 bytes: f16 d, 64 low index bytes (four elements each), 8 bytes of ninth index bits, 32 sign bytes, 8 four-bit scales. y = d * (1 + 2 * scale) * grid.</summary>
internal readonly struct IQ3_S : IBlockFormat
{
    private static ulong Eight(ReadOnlySpan<byte> block, int index, int ninth) =>
        Grids.Iq3S[block[2 + index] | (ninth & 1) << 8] | Grids.Iq3S[block[3 + index] | (ninth >> 1 & 1) << 8] << 32;

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 16; group++)
        {
            var scale = d * (1 + 2 * (block[106 + group / 4] >> (group / 2 % 2 * 4) & 15));
            var ninth = block[66 + group / 2] >> (group % 2 * 4);
            var q = Grids.Signed(Eight(block, 4 * group, ninth), Eight(block, 4 * group + 2, ninth >> 2), block[74 + 2 * group], block[75 + 2 * group]);
            Spread.Signed(q, scale, y[(16 * group)..]);
        }
    }
}
