using TorchSharp;
using Workbench.Pipeline.Kernels.Nvrtc;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Measuring;

/// <summary>
/// Holds a part of a device's memory, so that a large card stands in for a small one: what does not fit the small one fails here too. The driver's own
/// share (context, kernels) counts inside the limit, as it does on the small card.
/// </summary>
public sealed class MemoryBallast : IDisposable
{
    private readonly int device;
    private ulong pointer;

    private MemoryBallast(int device, ulong pointer, long held) => (this.device, this.pointer, Held) = (device, pointer, held);

    /// <summary>Bytes held.</summary>
    public long Held { get; }

    /// <summary>Leaves <paramref name="limit"/> bytes of the device to this process; null where there is nothing to hold: on the CPU, and on a card that is no larger.</summary>
    /// <exception cref="CudaException">Others hold so much of the device that it has not that much to leave.</exception>
    public static MemoryBallast? Leave(Device device, long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        if (device.type != DeviceType.CUDA)
        {
            return null;
        }

        var index = Math.Max(device.index, 0);
        CudaDriver.EnsureContext(index);
        CudaDriver.Check(CudaDriver.MemGetInfo(out _, out var total), "cuMemGetInfo");
        var held = (long)total - limit;
        if (held <= 0)
        {
            return null;
        }

        CudaDriver.Check(CudaDriver.MemAlloc(out var pointer, (nuint)held), $"holding {held / 1e9:F1} GB so that {limit / 1e9:F1} GB of {total / 1e9:F1} GB are left");
        return new(index, pointer, held);
    }

    public void Dispose()
    {
        if (pointer != 0)
        {
            CudaDriver.EnsureContext(device);
            _ = CudaDriver.MemFree(pointer);
            pointer = 0;
        }
    }
}
