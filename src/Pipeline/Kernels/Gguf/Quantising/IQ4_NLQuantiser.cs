namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.IQ4_NL"/>.</summary>
internal readonly struct IQ4_NLQuantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var d = Half16.Put(block, 0, Levels.Extreme(x) / CodebookLevels.Extreme);
        for (var i = 0; i < 16; i++)
        {
            block[2 + i] = (byte)(CodebookLevels.Nearest(x[i], d) | CodebookLevels.Nearest(x[16 + i], d) << 4);
        }
    }
}
