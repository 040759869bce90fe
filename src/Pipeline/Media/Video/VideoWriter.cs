using static TorchSharp.torch;

namespace Workbench.Pipeline.Media.Video;

/// <summary>
/// Writes frames to a video file through ffmpeg, raw over a pipe. The file appears whole or not at all.
/// Frames are taken one by one on the calling thread, so they may be made while the file is written.
/// </summary>
public static class VideoWriter
{
    /// <summary>Writes RGB frames.</summary>
    /// <param name="path">Target; its folder is made, an older file replaced.</param>
    /// <param name="frames">Frames of height x width x 3 bytes, row by row. Each is copied before the next is asked for. Looping keeps all of them in memory.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="options">Codec, rate, audio.</param>
    /// <param name="cancellation">Ends ffmpeg at once; nothing is left behind.</param>
    /// <returns>Frames in the file.</returns>
    /// <exception cref="FfmpegNotFoundException">There is no ffmpeg.</exception>
    /// <exception cref="VideoException">No frames, a frame of another size, an unreadable audio file; ffmpeg failed (<see cref="FfmpegFailedException"/>) or the disk is full (<see cref="DiskFullException"/>).</exception>
    public static int Write(
        string path, IEnumerable<ReadOnlyMemory<byte>> frames, int width, int height, VideoOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        Check(path, width, height, options);
        var ffmpeg = Ffmpeg.Find();
        int? wanted = options is { AudioPath: { } audio, Length: LengthRule.Audio }
            ? FramesOf(audio, options.FramesPerSecond, cancellation)
            : null;
        var expected = wanted ?? (frames.TryGetNonEnumeratedCount(out var known) && known > 0 ? known : null);
        using var file = new PartialFile(path);
        using var encoder = new VideoEncoder(ffmpeg, file.Path, path, width, height, options, expected, cancellation);
        var written = 0;
        foreach (var frame in wanted is { } count ? Fit(frames, count, options.Loop) : frames)
        {
            if (frame.Length != width * height * 3)
            {
                throw new VideoException($"{path}: frame {written}: expected {width} x {height} x 3 = {width * height * 3} bytes, got {frame.Length}.");
            }

            if (!encoder.Add(frame.Span))
            {
                break; // ffmpeg has ended; Finish says why
            }

            written++;
        }

        if (written == 0 && !encoder.Ended)
        {
            throw new VideoException($"{path}: no frames to write. Expected at least one.");
        }

        encoder.Finish();
        if (VideoProbe.Probe(file.Path, cancellation).Frames is var counted && counted != written)
        {
            throw new FfmpegFailedException($"{path}: {written} frames went in, {counted} came out; nothing was left behind.", 0);
        }

        file.Keep();
        return written;
    }

    /// <summary>Writes a tensor of frames.</summary>
    /// <param name="path">Target; its folder is made, an older file replaced.</param>
    /// <param name="frames">uint8 [F, H, W, 3], any device, contiguous or not.</param>
    /// <param name="options">Codec, rate, audio.</param>
    /// <param name="cancellation">Ends ffmpeg at once; nothing is left behind.</param>
    /// <inheritdoc cref="Write(string, IEnumerable{ReadOnlyMemory{byte}}, int, int, VideoOptions?, CancellationToken)"/>
    public static int Write(string path, Tensor frames, VideoOptions? options = null, CancellationToken cancellation = default)
    {
        if (frames.dtype != ScalarType.Byte || frames.dim() != 4 || frames.shape[3] != 3)
        {
            throw new VideoException($"{path}: expected frames as Byte[F,H,W,3], got {frames.dtype}[{string.Join(",", frames.shape)}].");
        }

        return Write(path, new TensorFrames(frames), (int)frames.shape[2], (int)frames.shape[1], options, cancellation);
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Fit(IEnumerable<ReadOnlyMemory<byte>> frames, int count, FrameLoop loop)
    {
        var kept = new List<ReadOnlyMemory<byte>>();
        foreach (var frame in frames.Take(count))
        {
            // Only what may be shown again is kept.
            if (loop == FrameLoop.HoldLast)
            {
                kept.Clear();
            }

            kept.Add(frame.ToArray());
            yield return frame;
            count--;
        }

        var shown = kept.Count;
        for (var i = 0; i < count && shown > 0; i++)
        {
            yield return kept[FrameOrder.At(shown + i, shown, loop)];
        }
    }

    private static int FramesOf(string audio, double framesPerSecond, CancellationToken cancellation)
    {
        var seconds = VideoProbe.Probe(audio, cancellation).AudioDuration
            ?? throw new VideoException($"{audio}: has no audio stream.");
        // A codec's last block may reach a hair past the last sample; that is no reason for a frame more.
        return Math.Max(1, (int)Math.Ceiling(seconds.TotalSeconds * framesPerSecond - 1e-3));
    }

    private static void Check(string path, int width, int height, VideoOptions options)
    {
        var smallest = options is { Codec: VideoCodecChoice.H264, OddSize: OddSize.Crop } ? 2 : 1;
        if (width < smallest || height < smallest || (long)width * height * 3 > Array.MaxLength)
        {
            throw new VideoException($"{path}: a frame of {width} x {height} cannot be written.");
        }

        if (!double.IsFinite(options.FramesPerSecond) || options.FramesPerSecond <= 0)
        {
            throw new VideoException($"{path}: expected a positive frame rate, got {options.FramesPerSecond}.");
        }

        if (options.AudioPath is { } audio && !File.Exists(audio))
        {
            throw new VideoException($"{audio}: no such audio file.");
        }
    }
}
