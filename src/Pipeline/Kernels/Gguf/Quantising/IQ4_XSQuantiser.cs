namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.IQ4_XS"/>.</summary>
internal readonly struct IQ4_XSQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        Span<sbyte> scales = stackalloc sbyte[8];
        var d = SignedGroups.Fit(x, CodebookLevels.Extreme, extremeScale: -32, scales, block, 0);
        for (var g = 0; g < 8; g++)
        {
            var stored = scales[g] + 32;
            block[4 + (g / 2)] |= (byte)((stored & 15) << (g % 2 * 4));
            block[2 + (g / 4)] |= (byte)(stored >> 4 << (g % 4 * 2));
            for (var i = 0; i < 16; i++)
            {
                block[8 + (16 * g) + i] = (byte)(CodebookLevels.Nearest(x[(32 * g) + i], d * scales[g]) | CodebookLevels.Nearest(x[(32 * g) + 16 + i], d * scales[g]) << 4);
            }
        }
    }
}
