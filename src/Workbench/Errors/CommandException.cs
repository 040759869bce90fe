namespace Workbench.Cli.Errors;

/// <summary>A command cannot do what was asked: what, where, expected, got, and the command to run next.</summary>
/// <param name="exitCode">One of <see cref="Hosting.ExitCodes"/>.</param>
/// <param name="what">One sentence.</param>
/// <param name="where">File, option or place.</param>
/// <param name="expected">What would have been right.</param>
/// <param name="got">What was there.</param>
/// <param name="next">The command to run next.</param>
/// <param name="inner">What caused it.</param>
public sealed class CommandException(
    int exitCode, string what, string? where = null, string? expected = null, string? got = null, string? next = null, Exception? inner = null)
    : Exception(Text(what, where, expected, got, next), inner)
{
    /// <summary>One of <see cref="Hosting.ExitCodes"/>.</summary>
    public int ExitCode => exitCode;

    private static string Text(string what, string? where, string? expected, string? got, string? next)
    {
        (string Label, string? Value)[] rest = [("where", where), ("expected", expected), ("got", got), ("next", next)];
        return string.Join('\n', [what, .. rest.Where(r => r.Value is not null).Select(r => $"{r.Label}: {r.Value}")]);
    }
}
