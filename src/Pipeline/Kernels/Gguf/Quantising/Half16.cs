using System.Buffers.Binary;

namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>fp16 scales in a block.</summary>
internal static class Half16
{
    /// <summary>Stores <paramref name="value"/> rounded to fp16 and returns what a reader will see.</summary>
    public static float Put(Span<byte> block, int at, float value)
    {
        var rounded = (Half)value;
        BinaryPrimitives.WriteHalfLittleEndian(block[at..], rounded);
        return (float)rounded;
    }
}
