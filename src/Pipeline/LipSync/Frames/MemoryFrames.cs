using Workbench.Pipeline.LipSync.Imaging;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Frames;

/// <summary>Frames that are already in memory.</summary>
public sealed class MemoryFrames(IReadOnlyList<ByteImage> frames) : IFrameSource
{
    public int Count => frames.Count;

    public ByteImage Read(int index) => frames[index];

    /// <summary>Frames of a uint8 tensor [N, H, W, 3], RGB.</summary>
    public static MemoryFrames FromTensor(Tensor frames)
    {
        using var scope = NewDisposeScope();
        return new([.. Enumerable.Range(0, (int)frames.shape[0]).Select(i => ByteImage.FromTensor(frames[i]))]);
    }
}
