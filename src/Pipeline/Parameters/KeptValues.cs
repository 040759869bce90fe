using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Stored tensors as parameters keep them: on the CPU the file's own pages where nothing has to change, otherwise copies.</summary>
internal static class KeptValues
{
    /// <summary>Below this a copy is cheaper than pages of its own.</summary>
    private const long LeastShared = 1 << 16;

    /// <summary>A tensor that the caller owns: floating and block types in <paramref name="dtype"/>, or as stored where it is null.</summary>
    public static Tensor Read(ICheckpoint checkpoint, StoredTensor stored, ReadOnlySpan<long> shape, ScalarType? dtype, Device device)
    {
        var disk = stored.Type.TorchType();
        if (disk is { } type && (dtype is null || dtype == type || !type.IsFloat()) && Shared(checkpoint, stored, device) is { } pages)
        {
            using (pages)
            {
                return pages.reshape(shape.ToArray()).DetachFromDisposeScope();
            }
        }

        return StoredValues.Read(checkpoint, stored.Name, shape, dtype, device).DetachFromDisposeScope();
    }

    /// <summary>The quantised bytes of a block type, uint8.</summary>
    public static Tensor Quantised(ICheckpoint checkpoint, StoredTensor stored, Device device)
    {
        if (Shared(checkpoint, stored, device) is { } pages)
        {
            return pages.DetachFromDisposeScope();
        }

        checkpoint.Prefetch(stored.Name);
        using var view = checkpoint.View(stored.Name);
        var bytes = view.to(ScalarType.Byte, device, copy: true).DetachFromDisposeScope();
        checkpoint.Release(stored.Name);
        return bytes;
    }

    private static Tensor? Shared(ICheckpoint checkpoint, StoredTensor stored, Device device) =>
        device.type == DeviceType.CPU && stored.ByteLength >= LeastShared ? checkpoint.Share(stored.Name) : null;
}
