using Workbench.Pipeline.Kernels.Nvrtc;

namespace Workbench.Pipeline.Offload;

/// <summary>Page-locked host memory, which a CUDA device reads while the host goes on: 55 GB/s to the device against 8 from pageable memory.</summary>
internal sealed class PinnedBuffer : IDisposable
{
    /// <summary>Allocates <paramref name="bytes"/> for the device of that index.</summary>
    /// <exception cref="CudaException">The host has too little lockable memory.</exception>
    public PinnedBuffer(long bytes, int device)
    {
        CudaDriver.EnsureContext(device);
        CudaDriver.Check(
            CudaStreams.HostAlloc(out var pointer, (nuint)Math.Max(bytes, 1), 0),
            $"cuMemHostAlloc of {bytes / 1e9:F2} GB page-locked host memory for offload (free host memory, or set cpu_offload to false)");
        Pointer = pointer;
    }

    /// <summary>First byte.</summary>
    public nint Pointer { get; private set; }

    public void Dispose()
    {
        if (Pointer != 0)
        {
            _ = CudaStreams.HostFree(Pointer);
            Pointer = 0;
        }
    }
}
