using static TorchSharp.torch;

namespace Workbench.Pipeline.Runtime;

/// <summary>
/// Sixteen bytes at a time for copies between layouts that differ: libtorch moves such tensors element by element, and 16-bit elements then reach a fraction of
/// the bandwidth.
/// </summary>
internal static class WideElements
{
    private const ScalarType Sixteen = ScalarType.ComplexFloat64;

    /// <summary>The same memory in 16-byte elements where all of its rows are made of such; the tensor itself otherwise. For moving only.</summary>
    public static Tensor Of(Tensor x)
    {
        var per = 16 / x.ElementSize;
        var axes = (int)x.dim() - 1;
        var fits = x.shape[axes] % per == 0 && x.stride(axes) == 1 && x.storage_offset() % per == 0 && Enumerable.Range(0, axes).All(i => x.stride(i) % per == 0);
        return fits ? As(x, Sixteen) : x;
    }

    /// <summary>The same memory in elements of another type.</summary>
    public static Tensor As(Tensor x, ScalarType dtype) => x.dtype == dtype ? x : Aten.Call("aten::view", "dtype", x, dtype);
}
