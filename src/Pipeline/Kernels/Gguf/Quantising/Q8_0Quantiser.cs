namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q8_0"/>: the value of largest magnitude becomes level 127.</summary>
internal readonly struct Q8_0Quantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var d = Half16.Put(block, 0, Math.Abs(Levels.Extreme(x)) / 127);
        for (var i = 0; i < 32; i++)
        {
            block[2 + i] = (byte)(sbyte)Levels.Nearest(x[i], d, -127, 127);
        }
    }
}
