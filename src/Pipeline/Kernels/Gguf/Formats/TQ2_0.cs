namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 ternary elements in 66 bytes: 64 bytes of 2-bit digits, f16 d. y = d * (digit - 1).</summary>
internal readonly struct TQ2_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 64);
        for (var group = 0; group < 16; group++)
        {
            // As in Q2_K: halves of 32 bytes, four shifts, 2 times 16 bytes.
            var (half, shift, part) = (group / 8, group % 8 / 2 * 2, group % 2);
            Spread.Signed(Packed.Field(Packed.Bytes(block, 32 * half + 16 * part), shift, 3).Minus(1), d, y[(16 * group)..]);
        }
    }
}
