using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>
/// Copies on a stream of their own, from page-locked memory, beside the stream that torch computes on. Only events order the two: the host never waits.
/// </summary>
internal sealed class SideStream : ICopyStream
{
    private readonly List<PinnedBuffer> kept = [];
    private readonly nint[] copied;
    private readonly nint[] computed;
    private readonly nint stream;
    private readonly int device;

    public SideStream(Device device, int slots)
    {
        this.device = Math.Max(device.index, 0);
        (copied, computed) = (new nint[slots], new nint[slots]);
        CudaDriver.EnsureContext(this.device);
        CudaDriver.Check(CudaStreams.Create(out stream, CudaStreams.NonBlocking), "cuStreamCreate");
        for (var i = 0; i < slots; i++)
        {
            CudaDriver.Check(CudaStreams.EventCreate(out copied[i], CudaStreams.NoTiming), "cuEventCreate");
            CudaDriver.Check(CudaStreams.EventCreate(out computed[i], CudaStreams.NoTiming), "cuEventCreate");
        }
    }

    public Tensor Keep(Tensor value)
    {
        var buffer = new PinnedBuffer(value.numel() * value.ElementSize, device);
        kept.Add(buffer);
        var host = Blob.View(buffer.Pointer, value.shape, value.dtype).DetachFromDisposeScope();
        using var frozen = no_grad();
        host.copy_(value);
        value.Dispose();
        return host;
    }

    public void Copy(int slot, IReadOnlyList<(Tensor Host, Tensor Place)> tensors)
    {
        CudaDriver.EnsureContext(device);
        CudaDriver.Check(CudaStreams.Wait(stream, computed[slot], 0), "cuStreamWaitEvent");
        foreach (var (host, place) in tensors)
        {
            var bytes = host.numel() * host.ElementSize;
            CudaDriver.Check(CudaStreams.CopyToDevice(Blob.Address(place), Blob.Address(host), (nuint)bytes, stream), $"copy of {bytes / 1e6:F0} MB to the device");
        }

        CudaDriver.Check(CudaStreams.Record(copied[slot], stream), "cuEventRecord");
    }

    public void Await(int slot)
    {
        CudaDriver.EnsureContext(device);
        CudaDriver.Check(CudaStreams.Wait(0, copied[slot], 0), "cuStreamWaitEvent");
    }

    public void Release(int slot)
    {
        CudaDriver.EnsureContext(device);
        CudaDriver.Check(CudaStreams.Record(computed[slot], 0), "cuEventRecord");
    }

    public void Dispose()
    {
        CudaDriver.EnsureContext(device);
        _ = CudaStreams.Synchronize(stream);
        cuda.synchronize();
        foreach (var made in copied.Concat(computed))
        {
            _ = CudaStreams.EventDestroy(made);
        }

        _ = CudaStreams.Destroy(stream);
        kept.ForEach(buffer => buffer.Dispose());
    }
}
