using System.Collections;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Media.Video;

/// <summary>The frames of a uint8 [F, H, W, 3] tensor; one at a time crosses to the CPU.</summary>
internal sealed class TensorFrames(Tensor frames) : IReadOnlyCollection<ReadOnlyMemory<byte>>
{
    public int Count => (int)frames.shape[0];

    public IEnumerator<ReadOnlyMemory<byte>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return Bytes(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private byte[] Bytes(int index)
    {
        using var scope = NewDisposeScope();
        return frames[index].cpu().contiguous().bytes.ToArray();
    }
}
