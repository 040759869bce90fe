using System.Globalization;
using Workbench.Interactive.Notebooks;
using Workbench.Interactive.Reports;

namespace Workbench.Interactive;

/// <summary>
/// The child process of <c>workbench notebook run</c>, <c>workbench report</c> and <c>workbench localise --report</c>; those are the commands for people.
/// <c>run NOTEBOOK --output FILE [--status FILE] [--timeout SECONDS] [--set name=value]...</c>,
/// <c>report RUN [--golden RUN] --output FILE</c>, <c>localise REPORT [--evidence FILE] --output FILE</c>. Exit codes as in docs/exit-codes.md.
/// </summary>
internal static class InteractiveProgram
{
    public static int Run(string[] args)
    {
        try
        {
            return args switch
            {
                ["run", var notebook, .. var options] => RunNotebook(notebook, Pairs(options)),
                ["report", var run, .. var options] => Report(run, Pairs(options)),
                ["localise", var report, .. var options] => Localised(report, Pairs(options)),
                _ => throw new NotebookException("expected run NOTEBOOK, report RUN or localise REPORT.\nNext: workbench notebook run --help", 2),
            };
        }
        catch (Exception e)
        {
            var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Console.Error.WriteLine($"error: {string.Join("\n  ", lines)}");
            return e switch
            {
                NotebookException known => known.ExitCode,
                IOException or UnauthorizedAccessException or Pipeline.Checkpoints.CheckpointException => 6,
                Pipeline.Runtime.LibTorchNotFoundException => 7,
                _ => 70,
            };
        }
    }

    private static int RunNotebook(string notebook, ILookup<string, string> options)
    {
        var seconds = double.Parse(options["--timeout"].LastOrDefault() ?? "600", CultureInfo.InvariantCulture);
        var request = new RunRequest(notebook, Required(options, "--output"), options["--status"].LastOrDefault(), TimeSpan.FromSeconds(seconds), [.. options["--set"]]);
        var full = request with { Output = Path.GetFullPath(request.Output), Status = request.Status is { } status ? Path.GetFullPath(status) : null };
        var code = new NotebookRunner(full, Console.Error).Run().GetAwaiter().GetResult();
        Console.Error.Flush();
        Environment.Exit(code); // a cell that was given up may still be running
        return code;
    }

    private static int Report(string run, ILookup<string, string> options)
    {
        Pipeline.Runtime.LibTorch.Load();
        RunReport.Write(run, options["--golden"].LastOrDefault(), Required(options, "--output"));
        return 0;
    }

    private static int Localised(string report, ILookup<string, string> options)
    {
        Pipeline.Runtime.LibTorch.Load();
        LocalisePage.Write(report, options["--evidence"].LastOrDefault(), Required(options, "--output"));
        return 0;
    }

    private static ILookup<string, string> Pairs(string[] options) =>
        options.Chunk(2).Where(pair => pair.Length == 2).ToLookup(pair => pair[0], pair => pair[1], StringComparer.Ordinal);

    private static string Required(ILookup<string, string> options, string name) => options[name].LastOrDefault() ?? throw new NotebookException($"{name} is missing.", 2);
}
