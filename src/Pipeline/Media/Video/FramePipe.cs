using System.Collections.Concurrent;
using System.Globalization;
using FFMpegCore.Pipes;

namespace Workbench.Pipeline.Media.Video;

/// <summary>
/// Hands raw RGB24 frames from the thread that makes them (dispose scopes and inference mode are per thread) to the one that feeds ffmpeg.
/// Frames are copied into a few reused buffers, so that a producer may reuse its own, and at most <see cref="Depth"/> frames wait.
/// </summary>
internal sealed class FramePipe : IPipeSource, IDisposable
{
    private const int Depth = 4;

    private readonly int width, height;
    private readonly double framesPerSecond;
    private readonly BlockingCollection<byte[]> empty = [];
    private readonly BlockingCollection<byte[]> full = [];

    public FramePipe(int width, int height, double framesPerSecond)
    {
        (this.width, this.height, this.framesPerSecond) = (width, height, framesPerSecond);
        for (var i = 0; i < Depth; i++)
        {
            empty.Add(new byte[width * height * 3]);
        }
    }

    /// <summary>Waits for a free buffer and queues a copy of the frame.</summary>
    /// <exception cref="OperationCanceledException">ffmpeg has ended, or the caller cancelled.</exception>
    public void Add(ReadOnlySpan<byte> frame, CancellationToken stop)
    {
        var buffer = empty.Take(stop);
        frame.CopyTo(buffer);
        full.Add(buffer, stop);
    }

    /// <summary>No more frames will come.</summary>
    public void Complete() => full.CompleteAdding();

    public string GetStreamArguments() =>
        string.Create(CultureInfo.InvariantCulture, $"-f rawvideo -r {framesPerSecond} -pix_fmt rgb24 -s {width}x{height}");

    public async Task WriteAsync(Stream outputStream, CancellationToken cancellationToken)
    {
        try
        {
            // The pipe is a Unix socket, which ffmpeg before 8.0 takes for seekable: it looks for an ID3 tag in the first 10 bytes and
            // "seeks" back, which loses them if the first read brought fewer. So tiny frames are gathered; large ones pass straight through.
            await using var gathered = new BufferedStream(outputStream, 1 << 16);
            foreach (var buffer in full.GetConsumingEnumerable(cancellationToken))
            {
                await gathered.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
                empty.Add(buffer, cancellationToken);
            }
        }
        catch (IOException)
        {
            // ffmpeg closed its end; its exit code and stderr say why.
        }
    }

    public void Dispose()
    {
        empty.Dispose();
        full.Dispose();
    }
}
