using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>See <see cref="Formats.Q5_0"/>: the value of largest magnitude becomes level -16.</summary>
internal readonly struct Q5_0Quantiser : IBlockQuantiser
{
    public static void Quantise(ReadOnlySpan<float> x, Span<byte> block)
    {
        var d = Half16.Put(block, 0, Levels.Extreme(x) / -16);
        uint fifth = 0;
        for (var i = 0; i < 16; i++)
        {
            var (first, second) = (Levels.Nearest(x[i], d, -16, 15) + 16, Levels.Nearest(x[16 + i], d, -16, 15) + 16);
            block[6 + i] = (byte)(first & 15 | (second & 15) << 4);
            fifth |= (uint)(first >> 4) << i | (uint)(second >> 4) << (16 + i);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(block[2..], fifth);
    }
}
