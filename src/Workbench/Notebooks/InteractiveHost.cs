using System.Diagnostics;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;

namespace Workbench.Cli.Notebooks;

/// <summary>
/// Starts Workbench.Interactive in a process of its own: Roslyn and Plotly stay out of this program's start-up and bundle, and a native crash in
/// a notebook is an exit code here.
/// </summary>
internal static class InteractiveHost
{
    private const string Assembly = "Workbench.Interactive.dll";
    private const int FirstSignal = 128, LastSignal = 128 + 64;

    /// <summary>Path of the assembly: beside this program, or in its own output folder of the repository.</summary>
    /// <exception cref="CommandException">It was not built, or this is a bundle, which has none.</exception>
    public static string Find() => Candidates().FirstOrDefault(File.Exists) ?? throw new CommandException(
        ExitCodes.UnfitEnvironment, "notebooks and reports are not part of this installation", AppContext.BaseDirectory,
        $"{Assembly}, which a clone of the repository builds (the bundle leaves it out for its size)", "no such file", "./workbench build in a clone of the repository");

    /// <summary>Runs it to its end with this program's own stdout and stderr.</summary>
    /// <returns>Its exit code; <see cref="ExitCodes.Crash"/> after a signal.</returns>
    public static int Run(IEnumerable<string> arguments, CancellationToken cancellation)
    {
        var dotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : "dotnet";
        using var process = Process.Start(new ProcessStartInfo(dotnet, ["exec", Find(), .. arguments]))!;
        using var kill = cancellation.Register(() => process.Kill(entireProcessTree: true));
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode is > FirstSignal and <= LastSignal ? ExitCodes.Crash : process.ExitCode;
    }

    private static IEnumerable<string> Candidates()
    {
        yield return Path.Combine(AppContext.BaseDirectory, Assembly);
        if (CloneFolder.OfProgram is { } clone)
        {
            yield return Path.Combine(clone, "src", "Workbench.Interactive", "bin", "Release", "net10.0", Assembly);
            yield return Path.Combine(clone, "src", "Workbench.Interactive", "bin", "Debug", "net10.0", Assembly);
        }
    }
}
