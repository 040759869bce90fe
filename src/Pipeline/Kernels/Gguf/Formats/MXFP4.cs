namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 17 bytes: an exponent e (E8M0), 16 bytes of nibbles (E2M1). y = 2^(e - 128) * (2 * E2M1 value).</summary>
internal readonly struct MXFP4 : IBlockFormat
{
    /// <summary>2^(e - 128): half of what E8M0 says, because the codebook is doubled. The lowest two are subnormal floats.</summary>
    private static float HalfPower(byte e) => BitConverter.UInt32BitsToSingle(e < 2 ? 0x00200000u << e : (uint)(e - 1) << 23);

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = HalfPower(block[0]);
        var q = Packed.Bytes(block, 1);
        Spread.Signed(Packed.Lookup(Codebooks.E2M1, Packed.Low(q)), d, y);
        Spread.Signed(Packed.Lookup(Codebooks.E2M1, Packed.High(q)), d, y[16..]);
    }
}
