namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 20 bytes: f16 d, f16 m, 16 bytes of nibbles. y = d * q + m.</summary>
internal readonly struct Q4_1 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var (d, m) = (Packed.Half(block, 0), Packed.Half(block, 2));
        var q = Packed.Bytes(block, 4);
        Spread.Affine(Packed.Low(q), d, -m, y);
        Spread.Affine(Packed.High(q), d, -m, y[16..]);
    }
}
