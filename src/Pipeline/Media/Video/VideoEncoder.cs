using FFMpegCore;

namespace Workbench.Pipeline.Media.Video;

/// <summary>One run of ffmpeg that takes frames from a <see cref="FramePipe"/>.</summary>
internal sealed class VideoEncoder : IDisposable
{
    private readonly string target;
    private readonly CancellationToken cancellation;
    private readonly CancellationTokenSource stop;
    private readonly CancellationTokenSource ended = new();
    private readonly FramePipe pipe;
    private readonly Task<FFMpegResult> encoding;

    /// <param name="ffmpeg">Which one.</param>
    /// <param name="partial">Where it writes.</param>
    /// <param name="target">What to call the file in messages.</param>
    /// <param name="width">Pixels per row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="options">Codec, rate, audio.</param>
    /// <param name="frames">How many frames will come, if known.</param>
    /// <param name="cancellation">Kills ffmpeg.</param>
    public VideoEncoder(Ffmpeg ffmpeg, string partial, string target, int width, int height, VideoOptions options, int? frames, CancellationToken cancellation)
    {
        (this.target, this.cancellation) = (target, cancellation);
        cancellation.ThrowIfCancellationRequested();
        stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        pipe = new FramePipe(width, height, options.FramesPerSecond);

        var inputs = FFMpegArguments.FromPipeInput(pipe);
        if (options.AudioPath is { } audio)
        {
            inputs.AddFileInput(Path.GetFullPath(audio));
        }

        var processor = inputs
            .OutputToFile(partial, overwrite: true, output => EncoderArguments.Apply(output, options, width, height, frames))
            .CancellableThrough(stop.Token, TimeSpan.Zero); // what it has written so far is thrown away
        encoding = Task.Run(() => processor.ProcessAsynchronously(throwOnError: false, ffmpeg.Options(), CancellationToken.None), CancellationToken.None);
        encoding.ContinueWith(_ => ended.Cancel(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Whether ffmpeg has ended, for whatever reason.</summary>
    public bool Ended => encoding.IsCompleted;

    /// <summary>Queues a copy of a frame; false once ffmpeg has ended.</summary>
    public bool Add(ReadOnlySpan<byte> frame)
    {
        cancellation.ThrowIfCancellationRequested();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, ended.Token);
        try
        {
            pipe.Add(frame, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits for the file to be whole.</summary>
    public void Finish()
    {
        pipe.Complete();
        FFMpegResult result;
        try
        {
            result = encoding.GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new FfmpegFailedException($"{target}: ffmpeg could not be run: {e.Message}", -1, e);
        }

        cancellation.ThrowIfCancellationRequested();
        if (!result.Success)
        {
            throw EncoderFailure.Of(target, result);
        }
    }

    public void Dispose()
    {
        stop.Cancel();
        pipe.Complete();
        ((IAsyncResult)encoding).AsyncWaitHandle.WaitOne(); // its file may only be deleted when it has let go
        _ = encoding.Exception;
        pipe.Dispose();
        stop.Dispose();
    }
}
