using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// Dequantisation by plain torch operations, for devices without a kernel of their own; bit for bit what <see cref="CpuDequantiser"/> gives.
/// Cost: about 15 passes over the result in fp32, in pieces of at most 16 M elements (64 MB) so that temporaries stay small.
/// </summary>
public sealed class TorchDequantiser : IDequantiser
{
    private const long Piece = 1 << 24;

    public bool Handles(StoredType type, DeviceType device) => TorchFormats.Find(type) is not null;

    public Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        var (elements, size) = type.Block();
        var format = TorchFormats.Find(type) ?? throw new ArgumentException($"{type} is not covered by torch operations", nameof(type));
        using var scope = NewDisposeScope();
        var blocks = bytes.reshape(-1, size);
        var result = empty([blocks.shape[0], elements], dtype, bytes.device);
        var step = Piece / elements;
        for (long first = 0; first < blocks.shape[0]; first += step)
        {
            using var piece = NewDisposeScope();
            var many = Math.Min(step, blocks.shape[0] - first);
            result.narrow(0, first, many).copy_(format(blocks.narrow(0, first, many)).reshape(many, elements));
        }

        return result.reshape(shape.ToArray()).MoveToOuterDisposeScope();
    }
}
