using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>Decodes a run of blocks. Being generic over a struct, it is compiled once per format with the block's code inlined.</summary>
internal static class BlockDecoder
{
    public delegate void Decode(ReadOnlySpan<byte> blocks, Span<float> y);

    public static Decode For<TFormat>(StoredType type)
        where TFormat : struct, IBlockFormat
    {
        var (elements, bytes) = type.Block();
        return (blocks, y) =>
        {
            for (; blocks.Length >= bytes; blocks = blocks[bytes..], y = y[elements..])
            {
                TFormat.Dequantise(blocks[..bytes], y[..elements]);
            }
        };
    }
}
