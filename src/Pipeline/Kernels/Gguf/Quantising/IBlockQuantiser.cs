namespace Workbench.Pipeline.Kernels.Gguf.Quantising;

/// <summary>How one block of fp32 values becomes the bytes of a GGUF type. Plain rounding as ggml's reference does it (quantize_row_*_ref), without importance weights.</summary>
internal interface IBlockQuantiser
{
    /// <param name="x">The elements of one block.</param>
    /// <param name="block">Its bytes, zero at the start.</param>
    static abstract void Quantise(ReadOnlySpan<float> x, Span<byte> block);
}
