using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 34 bytes: f16 d, 32 signed bytes. y = d * q.</summary>
internal readonly struct Q8_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        Spread.Signed(Packed.Bytes(block, 2).AsSByte(), d, y);
        Spread.Signed(Packed.Bytes(block, 18).AsSByte(), d, y[16..]);
    }
}
