namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 84 bytes: 16 scales (low nibble) and mins (high nibble), 64 bytes of 2-bit quants, f16 d, f16 dmin. y = (d * scale) * q - (dmin * min).</summary>
internal readonly struct Q2_K : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var (d, dmin) = (Packed.Half(block, 80), Packed.Half(block, 82));
        for (var group = 0; group < 16; group++)
        {
            // Groups run over the two halves of 32 bytes, in each over the shifts 0, 2, 4, 6, in each over 2 times 16 bytes.
            var (half, shift, part) = (group / 8, group % 8 / 2 * 2, group % 2);
            var q = Packed.Field(Packed.Bytes(block, 16 + 32 * half + 16 * part), shift, 3);
            Spread.Affine(q, d * (block[group] & 15), dmin * (block[group] >> 4), y[(16 * group)..]);
        }
    }
}
