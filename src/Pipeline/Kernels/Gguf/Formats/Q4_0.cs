namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 18 bytes: f16 d, 16 bytes of nibbles (low ones first). y = d * (q - 8).</summary>
internal readonly struct Q4_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        var q = Packed.Bytes(block, 2);
        Spread.Signed(Packed.Low(q).Minus(8), d, y);
        Spread.Signed(Packed.High(q).Minus(8), d, y[16..]);
    }
}
