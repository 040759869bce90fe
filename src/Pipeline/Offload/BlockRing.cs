using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>
/// Many equal blocks on the host, two places on the device: while one block computes, a copy stream brings the next into the other place.
/// Cost per block: its bytes over the bus (bf16 A14B: 703 MB, 13 ms at 55 GB/s), hidden while a block computes longer than that (72 ms at 480p on an H200).
/// Only events order the two streams; the host never waits.
/// </summary>
public sealed class BlockRing : IDisposable
{
    private const int Slots = 2;

    private readonly IReadOnlyList<PinnedBuffer> host;
    private readonly Tensor[] buffers = new Tensor[Slots];
    private readonly int[] holds = [-1, -1];
    private readonly nint[] copied = new nint[Slots];
    private readonly nint[] computed = new nint[Slots];
    private readonly nint stream;
    private readonly int device;

    /// <param name="host">Blocks of equal size, not owned.</param>
    /// <param name="device">Where they compute.</param>
    public BlockRing(IReadOnlyList<PinnedBuffer> host, Device device)
    {
        this.host = host;
        this.device = Math.Max(device.index, 0);
        CudaDriver.EnsureContext(this.device);
        CudaDriver.Check(CudaStreams.Create(out stream, CudaStreams.NonBlocking), "cuStreamCreate");
        for (var i = 0; i < Slots; i++)
        {
            buffers[i] = empty([host[0].Bytes], ScalarType.Byte, device).DetachFromDisposeScope();
            CudaDriver.Check(CudaStreams.EventCreate(out copied[i], CudaStreams.NoTiming), "cuEventCreate");
            CudaDriver.Check(CudaStreams.EventCreate(out computed[i], CudaStreams.NoTiming), "cuEventCreate");
        }
    }

    /// <summary>Device bytes [block size] of a place.</summary>
    public Tensor Buffer(int slot) => buffers[slot];

    /// <summary>The place where <paramref name="block"/> will be when work enqueued from now on runs; the next block's copy is started too.</summary>
    public int Acquire(int block)
    {
        CudaDriver.EnsureContext(device);
        var slot = Array.IndexOf(holds, block);
        if (slot < 0)
        {
            slot = Fetch(block, holds[0] < 0 ? 0 : 1);
        }

        CudaDriver.Check(CudaStreams.Wait(0, copied[slot], 0), "cuStreamWaitEvent");
        var next = (block + 1) % host.Count;
        if (Array.IndexOf(holds, next) < 0)
        {
            Fetch(next, 1 - slot); // its place was released before this block was acquired, and the copy waits for that
        }

        return slot;
    }

    /// <summary>Everything that reads <paramref name="block"/> has been enqueued: its place may be overwritten after that.</summary>
    public void Release(int block) =>
        CudaDriver.Check(CudaStreams.Record(computed[Array.IndexOf(holds, block)], 0), "cuEventRecord");

    public void Dispose()
    {
        _ = CudaStreams.Synchronize(stream);
        cuda.synchronize();
        for (var i = 0; i < Slots; i++)
        {
            buffers[i].Dispose();
            _ = CudaStreams.EventDestroy(copied[i]);
            _ = CudaStreams.EventDestroy(computed[i]);
        }

        _ = CudaStreams.Destroy(stream);
    }

    private int Fetch(int block, int slot)
    {
        // The first use of a place has nothing to wait for: an event never recorded counts as complete.
        CudaDriver.Check(CudaStreams.Wait(stream, computed[slot], 0), "cuStreamWaitEvent");
        CudaDriver.Check(CudaStreams.CopyToDevice(Blob.Address(buffers[slot]), host[block].Pointer, (nuint)host[block].Bytes, stream), $"copy of block {block}");
        CudaDriver.Check(CudaStreams.Record(copied[slot], stream), "cuEventRecord");
        holds[slot] = block;
        return slot;
    }
}
