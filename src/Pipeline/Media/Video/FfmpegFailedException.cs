namespace Workbench.Pipeline.Media.Video;

/// <summary>ffmpeg ended early, was killed, or refused its input. The message ends with the last lines of its stderr. No partial file is left.</summary>
public sealed class FfmpegFailedException(string message, int exitCode, Exception? inner = null) : VideoException(message, inner)
{
    /// <summary>ffmpeg's exit code; 128 + signal when it was killed.</summary>
    public int ExitCode => exitCode;
}
