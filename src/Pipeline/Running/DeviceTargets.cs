using TorchSharp;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>A torch device as kernel choices see it.</summary>
public static class DeviceTargets
{
    /// <summary>The CPU, or a CUDA device with its compute capability.</summary>
    public static DeviceTarget Of(Device device) =>
        device.type == DeviceType.CUDA ? new(true, CudaDriver.ComputeCapability(Math.Max(device.index, 0))) : DeviceTarget.Cpu;
}
