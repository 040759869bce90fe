using System.CommandLine;
using System.Globalization;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Cli.Notebooks;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench notebook run</c>: notebooks from the first cell to the last, without Jupyter. Each runs in a process of its own.</summary>
internal sealed class NotebookCommand : ICommandModule
{
    private readonly Argument<string[]> notebooks = new("notebooks") { Description = "Notebooks (.ipynb), run in this order.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<string[]> set = new("--set") { Description = "A setting of the notebook as name=value, such as model=/path; may be given several times.", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string> output = new("--out") { Description = "Folder for the notebooks with their outputs; the originals stay as they are.", DefaultValueFactory = _ => Path.Combine("out", "notebooks") };
    private readonly Option<double> timeout = new("--timeout") { Description = "Limit of each cell in seconds.", DefaultValueFactory = _ => 600 };

    public Command Build()
    {
        var run = new Command("run", "Run notebooks; stops at the first error.") { notebooks, set, output, timeout };
        run.Run(Run);
        return new Command("notebook", "Work with notebooks.") { run };
    }

    private int Run(CommandContext context)
    {
        var files = context.Get(notebooks) ?? [];
        if (files.FirstOrDefault(f => !File.Exists(f)) is { } missing)
        {
            throw new CommandException(ExitCodes.BadFile, "no such notebook", missing, "a .ipynb file", "nothing");
        }

        var folder = Path.GetFullPath(context.Get(output)!);
        var seconds = context.Get(timeout);
        if (seconds <= 0)
        {
            throw new CommandException(ExitCodes.Usage, "a time limit must be positive", "--timeout", "seconds", seconds.ToString(CultureInfo.InvariantCulture));
        }

        var results = new List<(string Notebook, string Output, int Code)>();
        foreach (var file in files)
        {
            var target = Path.Combine(folder, Path.GetFileName(file));
            var code = RunOne(context, file, target, seconds);
            results.Add((file, target, code));
            if (code != ExitCodes.Pass)
            {
                break;
            }
        }

        if (context.Json)
        {
            context.WriteJson(new { notebooks = results.Select(r => new { notebook = r.Notebook, output = r.Output, exitCode = r.Code }) });
        }
        else
        {
            results.ForEach(r => context.Data.WriteLine($"{(r.Code == ExitCodes.Pass ? "ok  " : "FAIL")}  {r.Output}"));
        }

        return results[^1].Code;
    }

    private int RunOne(CommandContext context, string file, string target, double seconds)
    {
        if (Path.GetFullPath(file) == target)
        {
            throw new CommandException(ExitCodes.Usage, "outputs would overwrite the notebook", "--out", "another folder", Path.GetDirectoryName(target), "--out DIR");
        }

        var status = Path.GetTempFileName();
        try
        {
            string[] settings = [.. (context.Get(set) ?? []).SelectMany(s => new[] { "--set", s })];
            var code = InteractiveHost.Run(
                ["run", file, "--output", target, "--status", status, "--timeout", seconds.ToString("R", CultureInfo.InvariantCulture), .. settings], context.Cancellation);
            if (code == ExitCodes.Crash)
            {
                context.Log.Note($"error: the notebook's process died in {File.ReadAllText(status)}\n  where: {file}\n  got: a signal (a native crash, or no memory)\n  next: {target} holds the outputs up to there");
            }

            return code;
        }
        finally
        {
            File.Delete(status);
        }
    }
}
