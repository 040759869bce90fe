using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>For types that neither a kernel nor torch operations cover on a device: over the CPU and back. Right, and as slow as the bus.</summary>
public sealed class DetourDequantiser : IDequantiser
{
    public bool Handles(StoredType type, DeviceType device) => type.IsBlock();

    public Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        using var scope = NewDisposeScope();
        return Dequantisers.Dequantise(type, bytes.cpu(), shape, dtype).to(bytes.device).MoveToOuterDisposeScope();
    }
}
