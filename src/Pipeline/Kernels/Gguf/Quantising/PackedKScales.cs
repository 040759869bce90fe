namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>Packs eight six-bit scales and offsets into the 12 bytes that <see cref="KScales"/> reads.</summary>
internal static class PackedKScales
{
    public static void Put(ReadOnlySpan<byte> scales, ReadOnlySpan<byte> leasts, Span<byte> packed)
    {
        for (var i = 0; i < 4; i++)
        {
            packed[i] = (byte)(scales[i] | scales[i + 4] >> 4 << 6);
            packed[i + 4] = (byte)(leasts[i] | leasts[i + 4] >> 4 << 6);
            packed[i + 8] = (byte)(scales[i + 4] & 15 | (leasts[i + 4] & 15) << 4);
        }
    }
}
