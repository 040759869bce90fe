using System.Globalization;

namespace Workbench.Harness.Isolation;

/// <summary>Names of Linux signals (x86-64 numbers).</summary>
internal static class Signals
{
    public const int Kill = 9;

    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP", [2] = "SIGINT", [3] = "SIGQUIT", [4] = "SIGILL", [5] = "SIGTRAP", [6] = "SIGABRT", [7] = "SIGBUS", [8] = "SIGFPE",
        [9] = "SIGKILL", [11] = "SIGSEGV", [13] = "SIGPIPE", [14] = "SIGALRM", [15] = "SIGTERM", [24] = "SIGXCPU", [31] = "SIGSYS",
    };

    /// <summary>The signal behind an exit code, or null when the process ended by itself.</summary>
    public static int? Behind(int exitCode) => exitCode is > 128 and < 128 + 65 ? exitCode - 128 : null;

    public static string Name(int signal) => Names.GetValueOrDefault(signal) ?? "signal " + signal.ToString(CultureInfo.InvariantCulture);
}
