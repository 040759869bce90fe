using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels.Nvrtc;

/// <summary>
/// Frames with the two before them side by side, [t, h, w, 3, C]: oldest first, as the time axis of a 3x3x3 kernel has them. A causal 3-D convolution of C channels
/// is then a 2-D one of 3 C channels, frame by frame.
/// </summary>
public static class FoldedFrames
{
    /// <summary>Frames of a 3x3x3 kernel.</summary>
    public const int Window = 3;

    /// <summary>Room for frames behind <paramref name="past"/>, with the past in its places and nothing in the others.</summary>
    /// <param name="like">[1, C, t, h, w], whose shape, dtype and device count.</param>
    /// <param name="past">[1, C, 2, h, w]; zero frames when null. Read without re-laying where it is what <see cref="Kept"/> gave.</param>
    public static Tensor Behind(Tensor like, Tensor? past)
    {
        using var scope = NewDisposeScope();
        var (c, t, h, w) = (like.shape[1], like.shape[2], like.shape[3], like.shape[4]);
        var folded = empty([t, h, w, Window, c], like.dtype, like.device);
        var before = past?.squeeze(0).permute(2, 3, 1, 0).contiguous();                      // [h, w, 2, C]
        for (var frame = 0; frame < Math.Min(t, Window - 1); frame++)
        {
            var missing = Window - 1 - frame;                                                // places of this frame that lie in the past
            var place = folded[frame].narrow(2, 0, missing);                                 // [h, w, missing, C]
            if (before is null)
            {
                place.zero_();
            }
            else
            {
                WideElements.Of(place).copy_(WideElements.Of(before.narrow(2, frame, missing)));
            }
        }

        return folded.MoveToOuterDisposeScope();
    }

    /// <summary>A copy of the last two frames [1, C, 2, h, w]: the past of the next chunk.</summary>
    public static Tensor Kept(Tensor folded)
    {
        using var scope = NewDisposeScope();
        var last = WideElements.Of(folded[-1].narrow(2, 1, Window - 1)).contiguous();         // [h, w, 2, C]
        return WideElements.As(last, folded.dtype).permute(3, 2, 0, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>seen [1, C, 2 + t, h, w], history in front, folded.</summary>
    public static Tensor Fold(Tensor seen)
    {
        using var scope = NewDisposeScope();
        var frames = seen.shape[2] - Window + 1;
        return stack([.. Enumerable.Range(0, Window).Select(i => seen.narrow(2, i, frames).squeeze(0).permute(1, 2, 3, 0))], 3).MoveToOuterDisposeScope();
    }

    /// <summary>The frames [t, 3 C, h, w] that a 2-D convolution takes, a view with channels innermost.</summary>
    public static Tensor Channels(Tensor folded) => folded.flatten(3).permute(0, 3, 1, 2);
}
