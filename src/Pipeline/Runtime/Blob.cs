using static TorchSharp.torch;

namespace Workbench.Pipeline.Runtime;

/// <summary>Tensors over memory that somebody else owns (a mapped checkpoint), in any dtype, without a copy.</summary>
public static class Blob
{
    /// <summary>The address of the tensor's first element, storage offset included; on the device for a CUDA tensor.</summary>
    public static nint Address(Tensor tensor)
    {
        LibTorch.Load();
        if (AtenNative.DataPointer(tensor.Handle, out var pointer) != 0)
        {
            throw new AtenException("aoti_torch_get_data_ptr failed; libtorch's message is on stderr.");
        }

        GC.KeepAlive(tensor);
        return pointer;
    }

    /// <summary>
    /// A contiguous CPU tensor over <paramref name="data"/>. The memory must outlive the tensor, and a read-only mapping must never
    /// be written: an in-place operation on one is a segmentation fault.
    /// </summary>
    /// <param name="data">First byte.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="dtype">Element type; float8 types by number (23 = e5m2, 24 = e4m3fn).</param>
    public static Tensor View(nint data, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        Span<long> strides = stackalloc long[shape.Length];
        long stride = 1;
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride *= Math.Max(shape[i], 1);
        }

        return View(data, shape, strides, dtype);
    }

    /// <summary>A strided CPU tensor over <paramref name="data"/>; otherwise as the contiguous form.</summary>
    /// <param name="data">The element at index zero.</param>
    /// <param name="shape">Sizes, outermost first.</param>
    /// <param name="strides">Elements from one index to the next, per dimension; the caller has checked that all stay inside the memory.</param>
    /// <param name="dtype">Element type.</param>
    public static unsafe Tensor View(nint data, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, ScalarType dtype)
    {
        LibTorch.Load();
        fixed (long* sizes = shape, steps = strides)
        {
            return AtenNative.FromBlob(data, shape.Length, sizes, steps, 0, (int)dtype, 0, -1, out var handle, 0, 0, 0) == 0
                ? Tensor.UnsafeCreateTensor(handle)
                : throw new AtenException($"aoti_torch_create_tensor_from_blob_v2 failed for {dtype}[{string.Join(",", shape.ToArray())}]; libtorch's message is on stderr.");
        }
    }
}
