using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>256 elements in 50 bytes: f16 d, 32 low index bytes, then per 32 elements a word of four times three upper index bits, a three-bit scale and the sign of a shift. y = d * (2 * scale + 1) * (grid +- 1/8).</summary>
internal readonly struct IQ1_S : IBlockFormat
{
    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        var d = Packed.Half(block, 0);
        for (var group = 0; group < 8; group++)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(block[(34 + 2 * group)..]);
            // The grid holds 8 * value: an eighth of the scale is exact, so the product rounds as ggml's does.
            var scale = d * (2 * (word >> 12 & 7) + 1) * 0.125f;
            var shift = Vector128.Create((byte)((word & 0x8000) != 0 ? 0xff : 1));
            for (var pair = 0; pair < 2; pair++)
            {
                var at = 2 + 4 * group + 2 * pair;
                var grid = Vector128.Create(Grids.Iq1[block[at] | (word >> (6 * pair) & 7) << 8], Grids.Iq1[block[at + 1] | (word >> (6 * pair + 3) & 7) << 8]).AsByte();
                Spread.Signed((grid + shift).AsSByte(), scale, y[(32 * group + 16 * pair)..]);
            }
        }
    }
}
