using System.Buffers.Binary;
using System.Runtime.Intrinsics;

namespace Workbench.Pipeline.Kernels.Gguf.Formats;

/// <summary>64 elements in 36 bytes: 4 scales (unsigned E4M3), 32 bytes of nibbles (E2M1), 16 elements to a scale. y = scale / 2 * (2 * E2M1 value).</summary>
internal readonly struct NVFP4 : IBlockFormat
{
    /// <summary>Half of an E4M3 number without sign; the code of NaN counts as zero, as ggml has it.</summary>
    private static float HalfScale(byte code)
    {
        if (code is 0 or 0x7f)
        {
            return 0;
        }

        var (exponent, mantissa) = (code >> 3 & 15, code & 7);
        return exponent == 0 ? MathF.ScaleB(mantissa, -10) : MathF.ScaleB(8 + mantissa, exponent - 11);
    }

    public static void Dequantise(ReadOnlySpan<byte> block, Span<float> y)
    {
        for (var group = 0; group < 4; group++)
        {
            // Eight bytes: low nibbles first, then high ones.
            var eight = Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(block[(4 + 8 * group)..])).AsByte();
            var nibbles = Vector128.Create(Packed.Low(eight).GetLower(), Packed.High(eight).GetLower());
            Spread.Signed(Packed.Lookup(Codebooks.E2M1, nibbles), HalfScale(block[group]), y[(16 * group)..]);
        }
    }
}
