namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q4_0"/>: the value of largest magnitude becomes level -8.</summary>
internal readonly struct Q4_0Quantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var d = Half16.Put(block, 0, Levels.Extreme(x) / -8);
        for (var i = 0; i < 16; i++)
        {
            block[2 + i] = (byte)(Levels.Nearest(x[i], d, -8, 7) + 8 | (Levels.Nearest(x[16 + i], d, -8, 7) + 8) << 4);
        }
    }
}
