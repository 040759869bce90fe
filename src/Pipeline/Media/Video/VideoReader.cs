using FFMpegCore;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Media.Video;

/// <summary>Decodes video files to RGB frames through ffmpeg.</summary>
public static class VideoReader
{
    /// <summary>Takes one frame of height x width x 3 bytes, which is overwritten after the call returns.</summary>
    public delegate void FrameHandler(int index, ReadOnlySpan<byte> frame);

    /// <summary>All frames as uint8 [F, H, W, 3] on the CPU: F * H * W * 3 bytes.</summary>
    /// <param name="path">A video file.</param>
    /// <param name="cancellation">Ends ffmpeg.</param>
    /// <returns>A tensor of the current dispose scope.</returns>
    /// <exception cref="VideoException">No such file, no video in it, or a torn one.</exception>
    public static Tensor Read(string path, CancellationToken cancellation = default)
    {
        var info = ProbeVideo(path, cancellation);
        var frames = new List<byte[]>(info.Frames);
        Decode(path, info, (_, frame) => frames.Add(frame.ToArray()), cancellation);
        var result = empty([frames.Count, info.Height, info.Width, 3], ScalarType.Byte);
        for (var i = 0; i < frames.Count; i++)
        {
            using var place = result[i];
            frames[i].CopyTo(place.bytes);
            frames[i] = [];
        }

        return result;
    }

    /// <summary>Frame after frame, in order, on another thread; never more than one in memory.</summary>
    /// <param name="path">A video file.</param>
    /// <param name="handler">Takes each frame.</param>
    /// <param name="cancellation">Ends ffmpeg.</param>
    /// <returns>What the file is; <see cref="VideoInfo.Frames"/> is the number of frames decoded.</returns>
    /// <exception cref="VideoException">No such file, no video in it, or a torn one.</exception>
    public static VideoInfo ReadEach(string path, FrameHandler handler, CancellationToken cancellation = default)
    {
        var info = ProbeVideo(path, cancellation);
        return info with { Frames = Decode(path, info, handler, cancellation) };
    }

    private static VideoInfo ProbeVideo(string path, CancellationToken cancellation)
    {
        var info = VideoProbe.Probe(path, cancellation);
        return info.VideoCodec is null || info.Width == 0 ? throw new VideoException($"{path}: has no video stream.") : info;
    }

    private static int Decode(string path, VideoInfo info, FrameHandler handler, CancellationToken cancellation)
    {
        var ffmpeg = Ffmpeg.Find();
        var sink = new FrameSink(info.Width * info.Height * 3, handler);
        // Every frame once, whatever its time stamp. The option was renamed in 5.1.
        var passthrough = ffmpeg.Number < new Version(5, 1) ? "-vsync passthrough" : "-fps_mode passthrough";
        var processor = FFMpegArguments
            .FromFileInput(Path.GetFullPath(path), input => input.WithCustomArgument("-xerror"))
            .OutputToPipe(sink, output => output.WithCustomArgument($"-map 0:v:0 {passthrough} -pix_fmt rgb24 -f rawvideo"))
            .CancellableThrough(cancellation, TimeSpan.Zero);
        // On a thread of the pool: no caller's synchronisation context can block it.
        var result = Task.Run(() => processor.ProcessAsynchronously(throwOnError: false, ffmpeg.Options(), CancellationToken.None), CancellationToken.None)
            .GetAwaiter().GetResult();
        cancellation.ThrowIfCancellationRequested();
        if (sink.Failure is { } failure)
        {
            throw new VideoException($"{path}: frame {sink.Frames}: {failure.Message}", failure);
        }

        return result.Success && sink.Frames > 0 ? sink.Frames : throw EncoderFailure.Of(path, result);
    }
}
