using TorchSharp;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>
/// Blocks of one or more networks kept in host memory, and a few slots on the device that they take turns in: block i of any network computes in
/// slot i modulo their number. While a block computes, the next one is copied into its slot. With two slots a network needs two blocks of device memory;
/// with as many as it has blocks, the ring holds one whole network, and the first step after a change of network streams the other one in.
/// Cost per block: its bytes over the bus (bf16 A14B: 703 MB, 13 ms at 55 GB/s), hidden while a block computes longer than that (72 ms at 480p on an H200).
/// </summary>
public sealed class BlockRing
{
    private readonly Dictionary<(int Slot, string Name, long Bytes), Tensor> places = [];
    private readonly ICopyStream copies;
    private readonly object?[] holds;
    private int users;

    /// <param name="device">Where blocks compute.</param>
    /// <param name="slots">Two to stream every block in every step; a network's number of blocks to swap whole networks.</param>
    public BlockRing(Device device, int slots)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        Device = device;
        holds = new object?[slots];
        copies = device.type == DeviceType.CUDA ? new SideStream(device, slots) : new PlainCopies();
    }

    /// <summary>Where blocks compute.</summary>
    public Device Device { get; }

    /// <summary>Bytes of all slots.</summary>
    public long DeviceBytes { get; private set; }

    /// <summary>Blocks copied since construction.</summary>
    public long Copies { get; private set; }

    internal int Slot(int block) => block % holds.Length;

    internal void Join() => users++;

    /// <summary>The last network to leave frees everything.</summary>
    internal void Leave()
    {
        if (--users == 0)
        {
            copies.Dispose();
            foreach (var place in places.Values)
            {
                place.Dispose();
            }
        }
    }

    /// <summary>Keeps a tensor of a block, which it takes over: its lasting copy, and the view of the slot where it will be while the block computes.</summary>
    internal (Tensor Host, Tensor Place) Keep(int slot, string name, Tensor value)
    {
        var (shape, dtype, bytes) = (value.shape, value.dtype, value.numel() * value.ElementSize);
        var host = copies.Keep(value);
        if (!places.TryGetValue((slot, name, bytes), out var place))
        {
            place = empty([bytes], ScalarType.Byte, Device).DetachFromDisposeScope();
            places.Add((slot, name, bytes), place);
            DeviceBytes += bytes;
            copies.Release(slot); // the memory may have been somebody else's: no copy before their work is done
        }

        using var scope = NewDisposeScope();
        return (host, Aten.Call("aten::view", "dtype", place, dtype).view(shape).DetachFromDisposeScope());
    }

    /// <summary>Work enqueued from now on finds <paramref name="block"/> in its slot; <paramref name="next"/> is started on its way where its slot is free.</summary>
    internal void Acquire((int Slot, List<(Tensor Host, Tensor Place)> Tensors) block, (int Slot, List<(Tensor Host, Tensor Place)> Tensors) next)
    {
        Fetch(block);
        copies.Await(block.Slot);
        if (next.Slot != block.Slot)
        {
            Fetch(next);
        }
    }

    /// <summary>What a slot holds is no longer what the host has.</summary>
    internal void Forget(int slot) => holds[slot] = null;

    internal void Release(int slot) => copies.Release(slot);

    private void Fetch((int Slot, List<(Tensor Host, Tensor Place)> Tensors) block)
    {
        if (!ReferenceEquals(holds[block.Slot], block.Tensors))
        {
            holds[block.Slot] = null; // half a copy is nobody's block
            copies.Copy(block.Slot, block.Tensors);
            holds[block.Slot] = block.Tensors;
            Copies++;
        }
    }
}
