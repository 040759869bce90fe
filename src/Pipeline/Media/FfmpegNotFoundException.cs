namespace Workbench.Pipeline.Media;

/// <summary>ffmpeg or ffprobe is missing or does not start; the message says how to get it.</summary>
public sealed class FfmpegNotFoundException(string message, Exception? inner = null) : Exception(message, inner);
