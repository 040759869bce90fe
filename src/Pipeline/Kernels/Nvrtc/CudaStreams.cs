using System.Runtime.InteropServices;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>Streams, events, pinned memory and asynchronous copies of the CUDA driver API. Source: CUDA driver API reference, modules 6.13, 6.18, 6.19.</summary>
internal static partial class CudaStreams
{
    private const string Library = "libcuda.so.1";

    /// <summary>CU_STREAM_NON_BLOCKING: no implicit order with the legacy default stream that torch computes on.</summary>
    public const uint NonBlocking = 1;

    /// <summary>CU_EVENT_DISABLE_TIMING.</summary>
    public const uint NoTiming = 2;

    [LibraryImport(Library, EntryPoint = "cuStreamCreate")]
    public static partial int Create(out nint stream, uint flags);

    [LibraryImport(Library, EntryPoint = "cuStreamDestroy_v2")]
    public static partial int Destroy(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamSynchronize")]
    public static partial int Synchronize(nint stream);

    [LibraryImport(Library, EntryPoint = "cuStreamWaitEvent")]
    public static partial int Wait(nint stream, nint waited, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventCreate")]
    public static partial int EventCreate(out nint created, uint flags);

    [LibraryImport(Library, EntryPoint = "cuEventDestroy_v2")]
    public static partial int EventDestroy(nint destroyed);

    [LibraryImport(Library, EntryPoint = "cuEventRecord")]
    public static partial int Record(nint recorded, nint stream);

    [LibraryImport(Library, EntryPoint = "cuMemHostAlloc")]
    public static partial int HostAlloc(out nint pointer, nuint bytes, uint flags);

    [LibraryImport(Library, EntryPoint = "cuMemFreeHost")]
    public static partial int HostFree(nint pointer);

    [LibraryImport(Library, EntryPoint = "cuMemcpyHtoDAsync_v2")]
    public static partial int CopyToDevice(nint device, nint host, nuint bytes, nint stream);
}
