namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 144 bytes: f16 d, f16 dmin, 8 six-bit scales and mins in 12 bytes, 128 bytes of nibbles. y = (d * scale) * q - (dmin * min).</summary>
internal readonly struct Q4_K : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var (d, dmin) = (Packed.Half(block, 0), Packed.Half(block, 2));
        var scales = block.Slice(4, 12);
        for (var group = 0; group < 8; group++)
        {
            // 32 bytes hold the low nibbles of one group and the high nibbles of the next.
            var (scale, least) = KScales.At(scales, group);
            var (first, second) = (Packed.Bytes(block, 16 + group / 2 * 32), Packed.Bytes(block, 32 + group / 2 * 32));
            (first, second) = group % 2 == 0 ? (Packed.Low(first), Packed.Low(second)) : (Packed.High(first), Packed.High(second));
            Spread.Affine(first, d * scale, dmin * least, y[(32 * group)..]);
            Spread.Affine(second, d * scale, dmin * least, y[(32 * group + 16)..]);
        }
    }
}
