using TorchSharp;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>
/// Device memory taken since construction, as the driver sees it. torch's allocator keeps what it once took, so after a run this is its peak
/// (reserved, not only allocated, memory) over everything that ran before in the process: measure one thing per process for its own peak.
/// </summary>
public sealed class DeviceMemory
{
    private readonly long free;
    private readonly int device = -1;

    /// <summary>Starts counting.</summary>
    public DeviceMemory(Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            this.device = Math.Max(device.index, 0);
            free = CudaDriver.FreeMemory(this.device);
        }
    }

    /// <summary>GB (1e9 bytes) more in use than at the start; 0 on the CPU.</summary>
    public double PeakGigabytes() => device < 0 ? 0 : Math.Max(0, free - CudaDriver.FreeMemory(device)) / 1e9;
}
