using System.Diagnostics;
using Workbench.Cli.Localising;

namespace Workbench.ComponentTests;

/// <summary>Runs the program in a process of its own, with variables of its own: what it makes of CI must not depend on where the tests run.</summary>
internal static class ProgramRun
{
    public static (int Code, string Data, string Log) Of(string? ci, params string[] args)
    {
        using var process = Start(new Dictionary<string, string?> { ["CI"] = ci }, args);
        var log = process.StandardError.ReadToEndAsync();
        var data = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, data, log.GetAwaiter().GetResult());
    }

    /// <summary>Starts it; null takes a variable away.</summary>
    public static Process Start(IReadOnlyDictionary<string, string?> environment, params string[] args)
    {
        var (program, first) = SelfCommand.Line();
        var start = new ProcessStartInfo(program, [.. first, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }
}
