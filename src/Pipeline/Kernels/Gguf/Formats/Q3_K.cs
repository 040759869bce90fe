namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 110 bytes: 32 bytes of high bits, 64 bytes of 2-bit quants, 16 six-bit scales in 12 bytes, f16 d. y = d * (scale - 32) * (q - 4), q of three bits.</summary>
internal readonly struct Q3_K : IBlockFormat
{
    /// <summary>Low nibbles of the 16 scales stand in bytes 0 to 7, their upper two bits in bytes 8 to 11.</summary>
    private static int Scale(ReadOnlySpan<byte> scales, int i) =>
        (i < 8 ? scales[i] & 15 : scales[i - 8] >> 4) | (scales[8 + i % 4] >> (2 * (i / 4)) & 3) << 4;

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 108);
        for (var group = 0; group < 16; group++)
        {
            var (half, shift, part) = (group / 8, group % 8 / 2 * 2, group % 2);
            var low = Packed.Field(Packed.Bytes(block, 32 + 32 * half + 16 * part), shift, 3);
            var high = Packed.Field(Packed.Bytes(block, 16 * part), 4 * half + shift / 2, 1);
            Spread.Signed((low | Packed.Up(high, 2)).Minus(4), d * (Scale(block.Slice(96, 12), group) - 32), y[(16 * group)..]);
        }
    }
}
