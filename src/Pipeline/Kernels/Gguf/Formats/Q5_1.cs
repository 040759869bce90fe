using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>32 elements in 24 bytes: f16 d, f16 m, 32 fifth bits, 16 bytes of nibbles. y = d * q + m.</summary>
internal readonly struct Q5_1 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var (d, m) = (Packed.Half(block, 0), Packed.Half(block, 2));
        var fifth = BinaryPrimitives.ReadUInt32LittleEndian(block[4..]);
        var q = Packed.Bytes(block, 8);
        var sixteen = Vector128.Create((byte)16);
        Spread.Affine(Packed.Low(q) | Packed.Bits((ushort)fifth) & sixteen, d, -m, y);
        Spread.Affine(Packed.High(q) | Packed.Bits((ushort)(fifth >> 16)) & sixteen, d, -m, y[16..]);
    }
}
