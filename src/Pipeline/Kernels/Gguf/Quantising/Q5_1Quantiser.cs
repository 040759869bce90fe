using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q5_1"/>: 32 levels from the least to the greatest value.</summary>
internal readonly struct Q5_1Quantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var range = ValueRange.Of(x);
        var d = Half16.Put(block, 0, (range.High - range.Low) / 31);
        var least = Half16.Put(block, 2, range.Low);
        uint fifth = 0;
        for (var i = 0; i < 16; i++)
        {
            var (first, second) = (Levels.Nearest(x[i] - least, d, 0, 31), Levels.Nearest(x[16 + i] - least, d, 0, 31));
            block[8 + i] = (byte)(first & 15 | (second & 15) << 4);
            fifth |= (uint)(first >> 4) << i | (uint)(second >> 4) << (16 + i);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[4..], fifth);
    }
}
