namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q4_K"/>.</summary>
internal readonly struct Q4_KQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<byte> scales = stackalloc byte[8], leasts = stackalloc byte[8], levels = stackalloc byte[256];
        new AffineGroups(scales, leasts, levels).Fit(x, top: 15, topScale: 63, block, 0);
        PackedKScales.Put(scales, leasts, block[4..]);
        for (var i = 0; i < 128; i++)
        {
            var (pair, lane) = (i / 32, i % 32); // 32 bytes: low nibbles of one group, high ones of the next
            block[16 + i] = (byte)(levels[(64 * pair) + lane] | levels[(64 * pair) + 32 + lane] << 4);
        }
    }
}
