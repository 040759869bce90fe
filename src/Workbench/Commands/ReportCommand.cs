using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Notebooks;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench report RUN</c>: a saved run as one page.</summary>
internal sealed class ReportCommand : ICommandModule
{
    private readonly Argument<string> run = new("run") { Description = "Folder written by generate --save-stages." };
    private readonly Option<string?> golden = new("--golden") { Description = "Another saved run to compare with, tensor by tensor." };
    private readonly Option<string> output = new("--output", "-o") { Description = "Page to write.", DefaultValueFactory = _ => Path.Combine("out", "report.html") };

    public Command Build()
    {
        var command = new Command("report", "Write a run as one page: frames, latents per step, times, errors. It needs no network.") { run, golden, output };
        command.Run(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        var page = Path.GetFullPath(context.Get(output)!);
        string[] against = context.Get(golden) is { } folder ? ["--golden", folder] : [];
        var code = InteractiveHost.Run(["report", context.Get(run)!, "--output", page, .. against], context.Cancellation);
        if (code == ExitCodes.Pass && context.Json)
        {
            context.WriteJson(new { report = page });
        }
        else if (code == ExitCodes.Pass)
        {
            context.Data.WriteLine(page);
        }

        return code;
    }
}
