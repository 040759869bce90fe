using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Tensors over a mapped file. Zero-copy wherever the data is aligned to its element size; a private aligned copy where it is not.</summary>
internal static class MappedTensor
{
    public static Tensor View(MappedFile file, long offset, long[] shape, ScalarType dtype, int elementSize)
    {
        var count = shape.Aggregate(1L, (a, b) => a * b);
        if (count == 0)
        {
            return empty(shape, dtype);
        }

        return offset % elementSize == 0
            ? Blob.View(Address(file, offset), shape, dtype)
            : Aligned(file, offset, count * elementSize, dtype).reshape(shape);
    }

    /// <summary>
    /// A tensor that outlives the checkpoint, over a copy-on-write mapping that is never taken down; null for unaligned or empty data, or where the system
    /// gives no such mapping.
    /// </summary>
    public static unsafe Tensor? Share(MappedFile file, long offset, long[] shape, ScalarType dtype, int elementSize)
    {
        var length = shape.Aggregate(1L, (a, b) => a * b) * elementSize;
        if (length == 0 || offset % elementSize != 0)
        {
            return null;
        }

        var address = file.Share(offset, length);
        return address == null ? null : Blob.View((nint)address, shape, dtype);
    }

    /// <param name="file">The mapping.</param>
    /// <param name="offset">Of the element at index zero.</param>
    /// <param name="extent">Bytes from there to the end of the last element reached; inside the file.</param>
    /// <param name="shape">Sizes; none of them zero.</param>
    /// <param name="strides">In elements.</param>
    /// <param name="dtype">Element type.</param>
    /// <param name="elementSize">Its bytes.</param>
    public static Tensor View(MappedFile file, long offset, long extent, long[] shape, long[] strides, ScalarType dtype, int elementSize) =>
        offset % elementSize == 0
            ? Blob.View(Address(file, offset), shape, strides, dtype)
            : Aligned(file, offset, extent, dtype).as_strided(shape, strides);

    private static unsafe nint Address(MappedFile file, long offset) => (nint)(file.Pointer + offset);

    private static Tensor Aligned(MappedFile file, long offset, long bytes, ScalarType dtype) =>
        Aten.Call("aten::view", "dtype", Blob.View(Address(file, offset), [bytes], ScalarType.Byte).clone(), dtype);
}
