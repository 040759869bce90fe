namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q3_K"/>.</summary>
internal readonly struct Q3_KQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[16];
        var d = SignedGroups.Fit(x, extremeLevel: -4, extremeScale: -32, scales, block, 108);
        for (var g = 0; g < 16; g++)
        {
            var stored = scales[g] + 32;
            block[96 + (g % 8)] |= (byte)((stored & 15) << (g / 8 * 4));
            block[104 + (g % 4)] |= (byte)(stored >> 4 << (g / 4 * 2));
        }

        for (var i = 0; i < 256; i++)
        {
            var level = Levels.Nearest(x[i], d * scales[i / 16], -4, 3) + 4;
            var (half, run, lane) = (i / 128, i % 128 / 32, i % 32);
            block[32 + (32 * half) + lane] |= (byte)((level & 3) << (2 * run));
            block[lane] |= (byte)(level >> 2 << ((4 * half) + run));
        }
    }
}
