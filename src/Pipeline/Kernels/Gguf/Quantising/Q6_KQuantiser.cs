namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q6_K"/>.</summary>
internal readonly struct Q6_KQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[16];
        var d = SignedGroups.Fit(x, extremeLevel: -32, extremeScale: -128, scales, block, 208);
        for (var g = 0; g < 16; g++)
        {
            block[192 + g] = (byte)scales[g];
        }

        for (var i = 0; i < 256; i++)
        {
            var level = Levels.Nearest(x[i], d * scales[i / 16], -32, 31) + 32;
            var (half, run, lane) = (i / 128, i % 128 / 32, i % 32);
            block[(64 * half) + (run % 2 * 32) + lane] |= (byte)((level & 15) << (run / 2 * 4));
            block[128 + (32 * half) + lane] |= (byte)(level >> 4 << (2 * run));
        }
    }
}
