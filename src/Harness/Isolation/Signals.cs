using System.Globalization;

namespace Workbench.Harness.Isolation;

/// <summary>Names of Linux signals (x86-64 numbers).</summary>
internal static class Signals
{
    public const int Kill = 9;

    /// <summary>By number: the ones a process dies of.</summary>
    private static readonly string?[] Names =
    [
        null, "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE", "SIGALRM", "SIGTERM",
    ];

    /// <summary>The signal behind an exit code, or null when the process ended by itself.</summary>
    public static int? Behind(int exitCode) => exitCode is > 128 and < 128 + 65 ? exitCode - 128 : null;

    public static string Name(int signal) => (signal < Names.Length ? Names[signal] : null) ?? "signal " + signal.ToString(CultureInfo.InvariantCulture);
}
