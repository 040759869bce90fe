using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>A tensor's memory as numbers.</summary>
internal static class RawWords
{
    /// <summary>The same bytes as another dtype. The last dimension must divide; the result joins the current dispose scope.</summary>
    public static Tensor Reinterpret(Tensor tensor, ScalarType dtype) => Aten.Call("aten::view", "dtype", tensor, dtype);

    /// <summary>
    /// The bytes of a tensor in logical order as int64 words [ceil(bytes / 8)], the last one padded with zeros.
    /// Free for a contiguous tensor whose bytes divide by eight; otherwise one copy.
    /// </summary>
    public static Tensor Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.detach().contiguous().reshape(-1);
        var bytes = Reinterpret(flat, ScalarType.Byte);
        var ragged = bytes.numel() % 8;
        if (ragged != 0)
        {
            bytes = cat([bytes, zeros(8 - ragged, ScalarType.Byte, device: bytes.device)]);
        }
        else if (bytes.storage_offset() % 8 != 0)
        {
            bytes = bytes.clone(); // a view into the middle of a storage need not be aligned
        }

        return Reinterpret(bytes, ScalarType.Int64).MoveToOuterDisposeScope();
    }
}
