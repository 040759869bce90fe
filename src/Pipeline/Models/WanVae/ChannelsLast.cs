using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Memory with the channels innermost, which cuDNN's tensor-core convolutions want. Shapes stay [b, c, ...].</summary>
internal static class ChannelsLast
{
    /// <summary>Whether a tensor [b, c, t, h, w] or [n, c, h, w] is dense with its channels innermost.</summary>
    public static bool Is(Tensor x)
    {
        if (x.shape[1] == 1 || x.stride(1) != 1)
        {
            return false;
        }

        using var view = Inner(x);
        return view.is_contiguous();
    }

    /// <summary>The same values with the channels innermost; a copy unless they are so already.</summary>
    public static Tensor Of(Tensor x)
    {
        using var view = Inner(x);
        using var dense = view.contiguous();
        return dense.dim() == 5 ? dense.permute(0, 4, 1, 2, 3) : dense.permute(0, 3, 1, 2);
    }

    /// <summary>A parameter with zeros behind it along <paramref name="axis"/> up to a multiple of eight; itself where it has one.</summary>
    public static Tensor Padded(Tensor parameter, int axis)
    {
        var missing = -parameter.shape[axis] & 7;
        if (missing == 0)
        {
            return parameter;
        }

        long[] shape = [.. parameter.shape];
        shape[axis] = missing;
        return cat([parameter, zeros(shape, parameter.dtype, parameter.device)], axis);
    }

    /// <summary>x with zero channels behind its own, channels innermost: zero weights stand against them.</summary>
    public static Tensor Widened(Tensor x, long channels)
    {
        using var scope = NewDisposeScope();
        var inner = Inner(x);
        var wide = zeros([.. inner.shape[..^1], channels], x.dtype, x.device);
        wide.narrow(-1, 0, x.shape[1]).copy_(inner);
        return (wide.dim() == 5 ? wide.permute(0, 4, 1, 2, 3) : wide.permute(0, 3, 1, 2)).MoveToOuterDisposeScope();
    }

    /// <summary>frames [n, c, h, w], channels innermost, with each position four times: [n, c, 2h, 2w], channels innermost. Moved 16 bytes at a time where they fit.</summary>
    public static Tensor Doubled(Tensor frames)
    {
        using var scope = NewDisposeScope();
        var (n, h, w, wide) = (frames.shape[0], frames.shape[2], frames.shape[3], WideElements.Of(Inner(frames).view(-1, frames.shape[1]))); // [nhw, c]
        var c = wide.shape[1];
        var doubled = wide.view(n, h, 1, w, 1, c).expand(n, h, 2, w, 2, c).reshape(n, 2 * h, 2 * w, c);
        return WideElements.As(doubled, frames.dtype).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>y [b, 2c, t, h, w], channels innermost: its halves as even and odd frames, [b, c, 2t, h, w], channels innermost. Moved 16 bytes at a time where they fit.</summary>
    public static Tensor Interleaved(Tensor y)
    {
        using var scope = NewDisposeScope();
        var (b, c, t, h, w) = (y.shape[0], y.shape[1] / 2, y.shape[2], y.shape[3], y.shape[4]);
        var halves = WideElements.Of(Inner(y).view(b, t, h * w, 2, c)).transpose(2, 3).contiguous(); // [b, t, 2, hw, c]
        return WideElements.As(halves, y.dtype).view(b, 2 * t, h, w, c).permute(0, 4, 1, 2, 3).MoveToOuterDisposeScope();
    }

    /// <summary>[b, t, h, w, c] or [n, h, w, c], a view.</summary>
    public static Tensor Inner(Tensor x) => x.dim() == 5 ? x.permute(0, 2, 3, 4, 1) : x.permute(0, 2, 3, 1);
}
