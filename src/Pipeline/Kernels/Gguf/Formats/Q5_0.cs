using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 22 bytes: f16 d, 32 fifth bits, 16 bytes of nibbles. y = d * (q - 16).</summary>
internal readonly struct Q5_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        var fifth = BinaryPrimitives.ReadUInt32LittleEndian(block[2..]);
        var q = Packed.Bytes(block, 6);
        var sixteen = Vector128.Create((byte)16);
        Spread.Signed((Packed.Low(q) | Packed.Bits((ushort)fifth) & sixteen).Minus(16), d, y);
        Spread.Signed((Packed.High(q) | Packed.Bits((ushort)(fifth >> 16)) & sixteen).Minus(16), d, y[16..]);
    }
}
