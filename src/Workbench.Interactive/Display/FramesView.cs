using static TorchSharp.torch;

namespace Workbench.Interactive.Display;

/// <summary>Video frames that show themselves: a strip of stills, and a small looping video.</summary>
/// <param name="Frames">uint8 RGB [F, H, W, 3]; stays the caller's.</param>
/// <param name="FramesPerSecond">Speed of the loop.</param>
public sealed record FramesView(Tensor Frames, double FramesPerSecond = 16)
{
    private const int LoopWidth = 320, StillWidth = 200, MostLooped = 81;

    /// <summary>Frames from a sequence of pictures of one size.</summary>
    public static FramesView Of(IEnumerable<Pipeline.LipSync.Imaging.ByteImage> pictures, double framesPerSecond)
    {
        using var scope = NewDisposeScope();
        var frames = stack([.. pictures.Select(p => tensor(p.Pixels, [p.Height, p.Width, 3], ScalarType.Byte))]);
        return new(frames.DetachFromDisposeScope(), framesPerSecond);
    }

    /// <summary>Evenly spaced stills side by side as one PNG, with a thin gap.</summary>
    public byte[] Strip(int count = 5)
    {
        using var scope = NewDisposeScope();
        var small = Pictures.Shrink(Chosen(count), StillWidth); // [n, h, w, 3]
        var gap = full([small.shape[1], 4, 3], 255, ScalarType.Byte);
        var parts = Enumerable.Range(0, (int)small.shape[0]).SelectMany(i => i == 0 ? new[] { small[i] } : [gap, small[i]]);
        return Pictures.Png(cat([.. parts], 1));
    }

    /// <summary>The video as an animated PNG, at most 81 frames of at most 320 pixels' width.</summary>
    public byte[] Loop()
    {
        using var scope = NewDisposeScope();
        var small = Pictures.Shrink(Chosen(MostLooped), LoopWidth); // [n, h, w, 3]
        var count = (int)small.shape[0];
        return AnimatedPng.Join([.. Enumerable.Range(0, count).Select(i => Pictures.Png(small[i]))], FramesPerSecond * count / Frames.shape[0]);
    }

    internal string Html()
    {
        var (frames, height, width) = (Frames.shape[0], Frames.shape[1], Frames.shape[2]);
        var caption = FormattableString.Invariant($"{frames} frames, {width}x{height} pixels, {FramesPerSecond:G3} frames/s ({frames / FramesPerSecond:F2} s)");
        return $"<div style=\"font-size:13px\">{caption}<br>{Display.Html.Picture(Strip(), (int)Math.Min(1000, Math.Max(width, 160) * Math.Min(5, frames)), "stills")}<br>{Display.Html.Picture(Loop(), (int)Math.Clamp(width, 192, LoopWidth), "looping video")}</div>";
    }

    private Tensor Chosen(int most)
    {
        var count = (int)Math.Min(most, Frames.shape[0]);
        var at = Enumerable.Range(0, count).Select(i => count == 1 ? 0L : i * (Frames.shape[0] - 1) / (count - 1)).ToArray();
        return Frames.cpu().index_select(0, tensor(at));
    }
}
