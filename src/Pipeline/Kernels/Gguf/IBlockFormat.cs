namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// How one block of a GGUF type becomes fp32. Every implementation gives ggml's bits (ggml/src/ggml-quants.c, dequantize_row_*): fp16 scales are
/// widened first, products and differences are separate fp32 operations, never fused.
/// </summary>
internal interface IBlockFormat
{
    /// <param name="block">The bytes of one block.</param>
    /// <param name="y">Its elements.</param>
    static abstract void Dequantise(ReadOnlySpan<byte> block, Span<float> y);
}
