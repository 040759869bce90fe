using System.Runtime.InteropServices;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;

namespace Workbench.Cli.Errors;

/// <summary>Prints an error: its message, line by line, and a next command if the message has none. Stack traces only when asked for.</summary>
internal static class ErrorReport
{
    /// <summary>Asks for stack traces whatever the verbosity.</summary>
    public const string TraceVariable = "WORKBENCH_TRACE";

    /// <summary>Writes to stderr, and to stdout as <c>{"error": ...}</c> when the result is to be JSON.</summary>
    public static void Write(Exception error, int exitCode, TextWriter data, TextWriter log, bool json, Verbosity verbosity)
    {
        var lines = Lines(error, exitCode);
        log.WriteLine($"error: {lines[0]}");
        foreach (var line in lines.Skip(1))
        {
            log.WriteLine($"  {line}");
        }

        if (verbosity == Verbosity.Taps || Environment.GetEnvironmentVariable(TraceVariable) is { Length: > 0 })
        {
            log.WriteLine(error);
        }

        if (json)
        {
            var name = ExitCodes.Documented.First(c => c.Code == exitCode).Name;
            data.WriteLine(JsonOutput.Text(new { error = new { exitCode, kind = name, message = string.Join('\n', lines) } }));
        }
    }

    private static List<string> Lines(Exception error, int exitCode)
    {
        var cause = ErrorExits.Cause(error);
        var lines = cause.Message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        if (cause is ExternalException)
        {
            // libtorch appends its C++ stack, which says nothing to a user.
            var stack = lines.FindIndex(l => l.StartsWith("Exception raised from", StringComparison.Ordinal));
            lines = stack > 0 ? lines[..stack] : lines;
        }

        if (exitCode is ExitCodes.Interrupted or ExitCodes.Terminated)
        {
            return ["cancelled; no partial output was left"];
        }

        if (exitCode == ExitCodes.Internal)
        {
            lines[0] = $"{cause.GetType().Name}: {lines[0]}";
        }

        if (!lines.Any(l => l.StartsWith("next", StringComparison.OrdinalIgnoreCase)) && Next(exitCode) is { } next)
        {
            lines.Add($"next: {next}");
        }

        return lines;
    }

    private static string? Next(int exitCode) => exitCode switch
    {
        ExitCodes.UnfitEnvironment => "workbench doctor",
        ExitCodes.Internal => $"run again with -vvv (or {TraceVariable}=1) and report the stack trace together with the output of `workbench doctor`",
        ExitCodes.Usage => "workbench --help",
        _ => null,
    };
}
