using FFMpegCore.Pipes;

namespace Workbench.Pipeline.Media.Video;

/// <summary>Cuts ffmpeg's raw output into frames.</summary>
internal sealed class FrameSink(int frameBytes, VideoReader.FrameHandler handler) : IPipeSink
{
    /// <summary>Whole frames seen.</summary>
    public int Frames { get; private set; }

    /// <summary>What the handler threw, or the sign of a torn last frame.</summary>
    public Exception? Failure { get; private set; }

    public string GetStreamArguments() => "";

    public async Task ReadAsync(Stream inputStream, CancellationToken cancellationToken)
    {
        var frame = new byte[frameBytes];
        while (Failure is null)
        {
            var got = await inputStream.ReadAtLeastAsync(frame, frameBytes, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (got < frameBytes)
            {
                Failure = got == 0 ? null : new EndOfStreamException($"expected {frameBytes} bytes, got {got}");
                return;
            }

            try
            {
                handler(Frames, frame);
                Frames++;
            }
            catch (Exception e)
            {
                Failure = e; // ffmpeg ends by itself when nobody reads on
            }
        }
    }
}
