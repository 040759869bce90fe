using System.Diagnostics;
using System.Globalization;

namespace Workbench.Benchmarks.Running;

/// <summary>Times a whole program run, and watches its memory.</summary>
internal static class ChildProcess
{
    /// <summary>Runs to the end.</summary>
    /// <returns>Wall time, the highest resident size seen (sampled every 10 ms from the kernel's own high-water mark), and what it wrote on stdout.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static (double Seconds, long PeakBytes, string Output) Run(string file, params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        long peak = 0;
        while (!process.WaitForExit(10))
        {
            peak = Math.Max(peak, HighWaterMark(process.Id));
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Task.WaitAll(output, error);
        return process.ExitCode == 0
            ? (seconds, peak, output.Result)
            : throw new InvalidOperationException($"{file} {string.Join(' ', arguments)}: exit code {process.ExitCode}\n{error.Result}");
    }

    private static long HighWaterMark(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0; // it has just ended
        }
    }
}
