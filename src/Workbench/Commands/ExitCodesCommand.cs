using System.CommandLine;
using Workbench.Cli.Hosting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench exit-codes</c>: what a script may rely on.</summary>
internal sealed class ExitCodesCommand : ICommandModule
{
    public Command Build()
    {
        var command = new Command("exit-codes", "List the exit codes and their meaning.");
        command.Run(context =>
        {
            if (context.Json)
            {
                context.WriteJson(ExitCodes.Documented.Select(c => new { c.Code, c.Name, c.Meaning }));
                return ExitCodes.Pass;
            }

            foreach (var (code, name, meaning) in ExitCodes.Documented)
            {
                context.Data.WriteLine($"{code,3}  {name,-20} {meaning}");
            }

            return ExitCodes.Pass;
        });
        return command;
    }
}
