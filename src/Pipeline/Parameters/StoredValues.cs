using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels.Gguf;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Values of stored tensors, whatever type they are stored in.</summary>
public static class StoredValues
{
    /// <summary>
    /// A private copy on the CPU: floating and block types in <paramref name="dtype"/> (block types through fp32, rounded once), integers as they are.
    /// It joins the current dispose scope.
    /// </summary>
    /// <param name="checkpoint">Where the tensor is.</param>
    /// <param name="name">Its key.</param>
    /// <param name="shape">Shape to present; it must fit (<see cref="StoredTensor.Fits"/>).</param>
    /// <param name="dtype">Floating type wanted; null keeps the stored one (fp32 for block types).</param>
    public static Tensor Read(ICheckpoint checkpoint, string name, ReadOnlySpan<long> shape, ScalarType? dtype = null) => Read(checkpoint, name, shape, dtype, CPU);

    /// <summary>The same on a device. Block types travel quantised and are dequantised there.</summary>
    public static Tensor Read(ICheckpoint checkpoint, string name, ReadOnlySpan<long> shape, ScalarType? dtype, Device device)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var stored = checkpoint.Tensors[name];
        checkpoint.Prefetch(name);
        var sizes = shape.ToArray();
        Tensor result;
        using (var scope = NewDisposeScope())
        {
            var view = checkpoint.View(name);
            if (stored.Type.TorchType() is { } disk)
            {
                var target = disk.IsFloat() ? dtype ?? disk : disk;
                result = view.reshape(sizes).to(target, device, copy: true);
            }
            else
            {
                result = Dequantisers.Dequantise(stored.Type, view.to(device), sizes, dtype ?? ScalarType.Float32);
            }

            result.MoveToOuterDisposeScope();
        }

        checkpoint.Release(name);
        return result;
    }
}
