namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q5_K"/>.</summary>
internal readonly struct Q5_KQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<byte> scales = stackalloc byte[8], leasts = stackalloc byte[8], levels = stackalloc byte[256];
        new AffineGroups(scales, leasts, levels).Fit(x, top: 31, topScale: 63, block, 0);
        PackedKScales.Put(scales, leasts, block[4..]);
        for (var i = 0; i < 256; i++)
        {
            var (group, lane) = (i / 32, i % 32);
            block[48 + (32 * (group / 2)) + lane] |= (byte)((levels[i] & 15) << (group % 2 * 4));
            block[16 + lane] |= (byte)(levels[i] >> 4 << group);
        }
    }
}
