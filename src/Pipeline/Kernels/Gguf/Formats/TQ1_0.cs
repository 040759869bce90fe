namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 ternary elements in 54 bytes: 48 bytes of five digits, 4 bytes of four digits, f16 d. y = d * (digit - 1).</summary>
internal readonly struct TQ1_0 : IBlockFormat
{
    /// <summary>A byte holds b/256 in base 3, most significant digit first: multiply by 3 and take what passes 256.</summary>
    private static void Unpack(ReadOnlySpan<byte> bytes, int count, Span<byte> digits, ref int at)
    {
        var power = 1;
        for (var n = 0; n < count; n++, power *= 3)
        {
            foreach (var b in bytes)
            {
                digits[at++] = (byte)((byte)(b * power) * 3 >> 8);
            }
        }
    }

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 52);
        Span<byte> digits = stackalloc byte[256];
        var at = 0;
        Unpack(block[..32], 5, digits, ref at);
        Unpack(block[32..48], 5, digits, ref at);
        Unpack(block[48..52], 4, digits, ref at);
        for (var i = 0; i < 256; i += 16)
        {
            Spread.Signed(Packed.Bytes(digits, i).Minus(1), d, y[i..]);
        }
    }
}
