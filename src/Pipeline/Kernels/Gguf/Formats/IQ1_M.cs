using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 56 bytes: 32 low index bytes, 16 bytes of two times three upper index bits and a shift sign, 16 three-bit scales whose spare bits hold an f16 d. y = d * (2 * scale + 1) * (grid +- 1/8).</summary>
internal readonly struct IQ1_M : IBlockFormat
{
    /// <summary>An eighth up or down, in the grid's unit.</summary>
    private static byte Shift(int bits) => (byte)((bits & 8) != 0 ? 0xff : 1);

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var scales = block[48..];
        var d = (float)BitConverter.UInt16BitsToHalf((ushort)(scales[1] >> 4 | scales[3] & 0xf0 | (scales[5] & 0xf0) << 4 | (scales[7] & 0xf0) << 8));
        for (var group = 0; group < 16; group++)
        {
            var scale = BinaryPrimitives.ReadUInt16LittleEndian(scales[(group / 4 * 2)..]) >> (3 * (group % 4)) & 7;
            int upper = block[32 + group];
            var grid = Vector128.Create(Grids.Iq1[block[2 * group] | (upper & 7) << 8], Grids.Iq1[block[2 * group + 1] | (upper >> 4 & 7) << 8]).AsByte();
            var shift = Vector128.Create(Vector64.Create(Shift(upper)), Vector64.Create(Shift(upper >> 4)));
            Spread.Signed((grid + shift).AsSByte(), d * (2 * scale + 1) * 0.125f, y[(16 * group)..]);
        }
    }
}
