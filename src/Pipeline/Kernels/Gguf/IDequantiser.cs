using TorchSharp;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Gguf;

/// <summary>
/// Turns the quantised bytes of a tensor into numbers on the device where they are. This is the place where a device kernel plugs in
/// (<see cref="Dequantisers.Register"/>); whatever does it must give the bits of <see cref="CpuDequantiser"/> in fp32.
/// </summary>
public interface IDequantiser
{
    /// <summary>Whether this one can do the type on that device.</summary>
    bool Handles(StoredType type, DeviceType device);

    /// <summary>Dequantises in fp32 and rounds once to <paramref name="dtype"/>.</summary>
    /// <param name="type">A block type.</param>
    /// <param name="bytes">uint8, contiguous, a whole number of blocks.</param>
    /// <param name="shape">Shape of the result; its elements are the blocks' elements in order.</param>
    /// <param name="dtype">Floating type of the result.</param>
    Tensor Dequantise(StoredType type, Tensor bytes, ReadOnlySpan<long> shape, ScalarType dtype);
}
