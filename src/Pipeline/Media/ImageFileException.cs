namespace Workbench.Pipeline.Media;

/// <summary>A picture file is missing, is not a picture, or cannot be used. The message says which file, what was found and what was expected.</summary>
public sealed class ImageFileException(string message, Exception? inner = null) : Exception(message, inner);
