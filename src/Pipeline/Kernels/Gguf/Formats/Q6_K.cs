namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 210 bytes: 128 bytes of low nibbles, 64 bytes of upper bit pairs, 16 signed scales, f16 d. y = (d * scale) * (q - 32).</summary>
internal readonly struct Q6_K : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 208);
        for (var group = 0; group < 16; group++)
        {
            // In each half of 128: four runs of 32, the first two from low nibbles, the last two from high ones; bit pair r for run r.
            var (half, run, part) = (group / 8, group % 8 / 2, group % 2);
            var low = Packed.Field(Packed.Bytes(block, 64 * half + run % 2 * 32 + 16 * part), run / 2 * 4, 15);
            var high = Packed.Field(Packed.Bytes(block, 128 + 32 * half + 16 * part), 2 * run, 3);
            Spread.Signed((low | Packed.Up(high, 4)).Minus(32), d * (sbyte)block[192 + group], y[(16 * group)..]);
        }
    }
}
