namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q4_1"/>: 16 levels from the least to the greatest value.</summary>
internal readonly struct Q4_1Quantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var range = ValueRange.Of(x);
        var d = Half16.Put(block, 0, (range.High - range.Low) / 15);
        var least = Half16.Put(block, 2, range.Low);
        for (var i = 0; i < 16; i++)
        {
            block[4 + i] = (byte)(Levels.Nearest(x[i] - least, d, 0, 15) | Levels.Nearest(x[16 + i] - least, d, 0, 15) << 4);
        }
    }
}
