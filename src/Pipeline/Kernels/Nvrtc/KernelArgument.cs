using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>One kernel argument, at most eight bytes: a tensor's first element, an integer or a float.</summary>
public readonly record struct KernelArgument(ulong Bits)
{
    /// <summary>The address of the tensor's first element (storage offset included); a null tensor is a null pointer.</summary>
    public static implicit operator KernelArgument(Tensor? tensor) => new(tensor is null ? 0 : (ulong)Blob.Address(tensor));

    public static implicit operator KernelArgument(int value) => new(unchecked((uint)value));

    public static implicit operator KernelArgument(long value) => new(unchecked((ulong)value));

    public static implicit operator KernelArgument(float value) => new(BitConverter.SingleToUInt32Bits(value));
}
