namespace Workbench.Pipeline.Media.Video;

/// <summary>A video or audio file, or what was to be written to one, is not what it must be. No partial file is left.</summary>
public class VideoException(string message, Exception? inner = null) : Exception(message, inner);
