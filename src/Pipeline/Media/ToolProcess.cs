using System.ComponentModel;
using System.Diagnostics;

namespace Workbench.Pipeline.Media;

/// <summary>Runs a short-lived tool and collects what it says.</summary>
internal static class ToolProcess
{
    /// <exception cref="FfmpegNotFoundException">The file cannot be started.</exception>
    public static (int ExitCode, string Output, string Error) Run(string file, IEnumerable<string> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        using var process = Start(file, arguments);
        using var kill = cancellation.Register(process.Kill);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None); // both pipes at once: a full one blocks the tool
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return (process.ExitCode, output, error.GetAwaiter().GetResult());
    }

    private static Process Start(string file, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(file, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception e)
        {
            throw new FfmpegNotFoundException($"{file} cannot be started: {e.Message}.\nNext: {Ffmpeg.InstallCommand}.", e);
        }
    }
}
