namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 176 bytes: f16 d, f16 dmin, 8 six-bit scales and mins in 12 bytes, 32 bytes of fifth bits, 128 bytes of nibbles. y = (d * scale) * q - (dmin * min).</summary>
internal readonly struct Q5_K : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var (d, dmin) = (Packed.Half(block, 0), Packed.Half(block, 2));
        var scales = block.Slice(4, 12);
        for (var group = 0; group < 8; group++)
        {
            var (scale, least) = KScales.At(scales, group);
            for (var part = 0; part < 2; part++)
            {
                // Bit g of each fifth-bit byte belongs to group g.
                var nibbles = Packed.Field(Packed.Bytes(block, 48 + group / 2 * 32 + 16 * part), group % 2 * 4, 15);
                var fifth = Packed.Field(Packed.Bytes(block, 16 + 16 * part), group, 1);
                Spread.Affine(nibbles | Packed.Up(fifth, 4), d * scale, dmin * least, y[(32 * group + 16 * part)..]);
            }
        }
    }
}
