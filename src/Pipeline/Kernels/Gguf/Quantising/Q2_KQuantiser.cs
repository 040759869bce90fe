namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q2_K"/>.</summary>
internal readonly struct Q2_KQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<byte> scales = stackalloc byte[16], leasts = stackalloc byte[16], levels = stackalloc byte[256];
        new AffineGroups(scales, leasts, levels).Fit(x, top: 3, topScale: 15, block, 80);
        for (var g = 0; g < 16; g++)
        {
            block[g] = (byte)(scales[g] | leasts[g] << 4);
        }

        for (var i = 0; i < 256; i++)
        {
            var (half, shift, lane) = (i / 128, i % 128 / 32 * 2, i % 32);
            block[16 + (32 * half) + lane] |= (byte)(levels[i] << shift);
        }
    }
}
