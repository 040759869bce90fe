using System.Runtime.InteropServices;
using Workbench.Pipeline.Kernels.Nvrtc;

namespace Workbench.Pipeline.Offload;

/// <summary>
/// Host memory that a device can read while the host goes on: page-locked with CUDA (55 GB/s to the device against 8 pageable), plain memory without.
/// </summary>
public sealed unsafe class PinnedBuffer : IDisposable
{
    private readonly bool locked;

    /// <summary>Allocates <paramref name="bytes"/>, page-locked when <paramref name="device"/> is a CUDA device index, plain when it is null.</summary>
    /// <exception cref="CudaException">The host has too little lockable memory.</exception>
    public PinnedBuffer(long bytes, int? device)
    {
        Bytes = bytes;
        if (device is { } index)
        {
            CudaDriver.EnsureContext(index);
            CudaDriver.Check(CudaStreams.HostAlloc(out var pointer, (nuint)bytes, 0), $"cuMemHostAlloc of {bytes / 1e9:F2} GB page-locked host memory");
            (Pointer, locked) = (pointer, true);
        }
        else
        {
            Pointer = (nint)NativeMemory.AlignedAlloc((nuint)Math.Max(bytes, 1), 64);
        }
    }

    /// <summary>Size.</summary>
    public long Bytes { get; }

    /// <summary>First byte.</summary>
    public nint Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer == 0)
        {
            return;
        }

        if (locked)
        {
            _ = CudaStreams.HostFree(Pointer);
        }
        else
        {
            NativeMemory.AlignedFree((void*)Pointer);
        }

        Pointer = 0;
    }
}
