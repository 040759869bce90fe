namespace Workbench.Pipeline.Media.Video;

/// <summary>The disk filled up while a video was written. No partial file is left.</summary>
public sealed class DiskFullException(string message, Exception? inner = null) : VideoException(message, inner);
