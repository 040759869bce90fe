using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Media;
using Workbench.Pipeline.Media.Video;

namespace Workbench.Pipeline.LipSync.Frames;

/// <summary>Opens base frames of any kind.</summary>
public static class FrameSources
{
    private static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".webp"];

    /// <summary>A folder of pictures (read as needed), one picture, or a video (decoded into memory: height x width x 3 bytes per frame).</summary>
    /// <exception cref="LipSyncException">No such file or folder, or an empty folder.</exception>
    /// <exception cref="ImageFileException">The picture cannot be read.</exception>
    /// <exception cref="VideoException">The video cannot be read.</exception>
    public static IFrameSource Open(string path, CancellationToken cancellation = default)
    {
        if (Directory.Exists(path))
        {
            return new ImageFolder(path);
        }

        if (!File.Exists(path))
        {
            throw new LipSyncException($"{path}: there are no base frames. Expected a folder of pictures, a picture, or a video.");
        }

        return Pictures.Contains(Path.GetExtension(path).ToLowerInvariant()) ? new MemoryFrames([ImageFolder.Decode(path)]) : Video(path, cancellation);
    }

    /// <summary>The rate at which base frames of a video are meant to be shown; null for pictures, which have none.</summary>
    /// <exception cref="VideoException">The video cannot be read.</exception>
    public static double? FramesPerSecond(string path, CancellationToken cancellation = default) =>
        !File.Exists(path) || Pictures.Contains(Path.GetExtension(path).ToLowerInvariant()) ? null : VideoProbe.Probe(path, cancellation).FramesPerSecond is > 0 and var rate ? rate : null;

    private static MemoryFrames Video(string path, CancellationToken cancellation)
    {
        var frames = new List<byte[]>();
        var info = VideoReader.ReadEach(path, (_, frame) => frames.Add(frame.ToArray()), cancellation);
        return new([.. frames.Select(f => new ByteImage(info.Height, info.Width, 3, f))]);
    }
}
