namespace Workbench.Interactive.Notebooks;

/// <summary>A notebook cannot be run as asked.</summary>
/// <param name="message">What, where, expected, got.</param>
/// <param name="exitCode">2: the request; 6: the file.</param>
public sealed class NotebookException(string message, int exitCode) : Exception(message)
{
    /// <summary>As in docs/exit-codes.md.</summary>
    public int ExitCode => exitCode;
}
