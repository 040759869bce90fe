using System.Collections.Concurrent;
using System.Diagnostics;
using Workbench.Interactive.Notebooks;

namespace Workbench.ComponentTests.Notebooks;

/// <summary>Runs notebooks as <c>workbench notebook run</c> does, each in one process of its own; a notebook's first run is shared by all tests.</summary>
internal static class NotebookProcess
{
    private static readonly ConcurrentDictionary<string, Lazy<NotebookFile>> FirstRuns = new(StringComparer.Ordinal);

    private static string Assembly { get; } = Repository.At("src", "Workbench.Interactive", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "Workbench.Interactive.dll");

    /// <summary>Every notebook of the repository.</summary>
    public static IEnumerable<string> Names { get; } = [.. Directory.EnumerateFiles(Repository.At("notebooks"), "*.ipynb").Select(f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal)];

    /// <summary>The notebook with its outputs.</summary>
    public static NotebookFile First(string name) => FirstRuns.GetOrAdd(name, n => new(() => Again(n))).Value;

    /// <summary>Runs it once more.</summary>
    public static NotebookFile Again(string name)
    {
        using var folder = new TemporaryFolder();
        var (code, errors) = Run(Repository.At("notebooks", name + ".ipynb"), folder["out.ipynb"]);
        Assert.True(code == 0, $"{name}: exit code {code}\n{errors}");
        return NotebookFile.Read(folder["out.ipynb"]);
    }

    /// <summary>Runs any notebook.</summary>
    public static (int Code, string Errors) Run(string notebook, string output, params string[] more)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Assembly, "run", notebook, "--output", output, .. more]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var data = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        _ = data.Result;
        return (process.ExitCode, errors);
    }
}
