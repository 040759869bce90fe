namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 18 bytes: f16 d, 16 bytes of nibbles that index a codebook. y = d * K[q].</summary>
internal readonly struct IQ4_NL : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        var q = Packed.Bytes(block, 2);
        Spread.Signed(Packed.Lookup(Codebooks.Iq4, Packed.Low(q)), d, y);
        Spread.Signed(Packed.Lookup(Codebooks.Iq4, Packed.High(q)), d, y[16..]);
    }
}
