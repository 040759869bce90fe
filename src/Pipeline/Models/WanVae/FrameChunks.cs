namespace Workbench.Pipeline.Models.WanVae;

/// <summary>How a video of F = stride * n + 1 frames falls into n + 1 chunks, one per latent frame: the first frame alone, then stride frames each.</summary>
public static class FrameChunks
{
    /// <summary>Latent frames of a video of <paramref name="frames"/> frames.</summary>
    /// <exception cref="ArgumentException">The count is not stride * n + 1.</exception>
    public static long LatentFrames(long frames, int stride) => frames >= 1 && (frames - 1) % stride == 0
        ? (frames - 1) / stride + 1
        : throw new ArgumentException($"{frames} frames: the frame count must be {stride}n + 1 (nearest: {Nearest(frames, stride)}).");

    /// <summary>Frames of a video of <paramref name="latentFrames"/> latent frames.</summary>
    public static long Frames(long latentFrames, int stride) => stride * (latentFrames - 1) + 1;

    /// <summary>First frame and frame count of chunk <paramref name="index"/>.</summary>
    public static (long Start, long Count) Chunk(long index, int stride) => index == 0 ? (0, 1) : (1 + stride * (index - 1), stride);

    private static string Nearest(long frames, int stride)
    {
        var below = Math.Max(0, (frames - 1) / stride) * stride + 1;
        return frames < 1 ? "1" : $"{below} or {below + stride}";
    }
}
