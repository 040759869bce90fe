namespace Workbench.Interactive.Plots;

/// <summary>No browser to draw with, or it did not draw.</summary>
public sealed class ChromiumException(string message) : Exception(message);
