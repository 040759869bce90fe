namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>64 elements in 18 bytes: f16 d, 16 bytes of 2-bit quants, four consecutive elements to a byte. y = d * (q - 1).</summary>
internal readonly struct Q2_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        Span<byte> q = stackalloc byte[64];
        for (var i = 0; i < 64; i++)
        {
            q[i] = (byte)(block[2 + i / 4] >> (i % 4 * 2) & 3);
        }

        for (var at = 0; at < 64; at += 16)
        {
            Spread.Signed(Packed.Bytes(q, at).Minus(1), d, y[at..]);
        }
    }
}
