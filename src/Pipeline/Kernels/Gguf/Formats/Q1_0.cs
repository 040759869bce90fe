using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>128 elements in 18 bytes: f16 d, 16 bytes of bits. y = d or -d.</summary>
internal readonly struct Q1_0 : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 8; group++)
        {
            var set = Packed.Bits(BinaryPrimitives.ReadUInt16LittleEndian(block[(2 + 2 * group)..]));
            Spread.Signed((set & Vector128.Create((byte)2)).Minus(1), d, y[(16 * group)..]);
        }
    }
}
