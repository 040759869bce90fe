using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Workbench.Interactive.Plots;

/// <summary>A headless Chromium (or Chrome), the only thing here that turns a page into a picture. Optional.</summary>
/// <param name="Path">Executable.</param>
public sealed record Chromium(string Path)
{
    /// <summary>Names the executable when it is not on PATH.</summary>
    public const string Variable = "WORKBENCH_CHROMIUM";

    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome"];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>Finds it.</summary>
    /// <exception cref="ChromiumException">There is none.</exception>
    public static Chromium Find() => TryFind() ?? throw new ChromiumException(
        $"PNG export needs Chromium or Chrome, and none is on PATH.\nNext: apt-get install -y --no-install-recommends chromium, or set {Variable} to the executable, or save HTML instead (it needs nothing).");

    /// <summary>Finds it, or gives null.</summary>
    public static Chromium? TryFind() => TryFind(Environment.GetEnvironmentVariable(Variable), Environment.GetEnvironmentVariable("PATH"));

    internal static Chromium? TryFind(string? given, string? path)
    {
        if (given is { Length: > 0 })
        {
            return File.Exists(given) ? new(given) : throw new ChromiumException($"{Variable}={given}: no such file.\nNext: unset {Variable}, or set it to the chromium executable.");
        }

        return (path ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name)))
            .FirstOrDefault(File.Exists) is { } found ? new(found) : null;
    }

    /// <summary>Draws a page. It is given no network: every host name is unknown to it.</summary>
    /// <param name="html">The page.</param>
    /// <param name="png">Target.</param>
    /// <param name="width">Window width in pixels.</param>
    /// <param name="height">Window height in pixels.</param>
    /// <param name="netLog">File for Chromium's own log of network activity, or null.</param>
    /// <exception cref="ChromiumException">It failed.</exception>
    public void Screenshot(string html, string png, int width, int height, string? netLog = null)
    {
        var folder = Directory.CreateTempSubdirectory("workbench-chart");
        try
        {
            var page = System.IO.Path.Combine(folder.FullName, "page.html");
            File.WriteAllText(page, html, new UTF8Encoding(false));
            var target = System.IO.Path.GetFullPath(png);
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            string[] arguments =
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--force-device-scale-factor=1",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
                "--host-resolver-rules=MAP * ~NOTFOUND", $"--user-data-dir={System.IO.Path.Combine(folder.FullName, "profile")}",
                // Real time, not --virtual-time-budget: with that, charts that hold pictures come out empty.
                "--timeout=4000",
                string.Create(CultureInfo.InvariantCulture, $"--window-size={width},{height}"),
                .. netLog is null ? [] : (string[])[$"--log-net-log={netLog}"],
                $"--screenshot={target}", new Uri(page).AbsoluteUri,
            ];
            Run(arguments, target);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private void Run(string[] arguments, string target)
    {
        File.Delete(target);
        using var process = Process.Start(new ProcessStartInfo(Path, arguments) { RedirectStandardError = true, RedirectStandardOutput = true, RedirectStandardInput = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new ChromiumException($"{Path}: no picture after {Limit.TotalSeconds} s.\nNext: save HTML instead.");
        }

        Task.WaitAll(errors, output);
        if (process.ExitCode != 0 || !File.Exists(target))
        {
            var said = errors.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(5);
            throw new ChromiumException($"{Path}: exit code {process.ExitCode} and no picture.\n{string.Join('\n', said)}\nNext: save HTML instead.");
        }
    }
}
