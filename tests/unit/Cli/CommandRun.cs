using System.CommandLine;
using Workbench.Cli.Commands;
using Workbench.Cli.Hosting;

namespace Workbench.UnitTests.Cli;

/// <summary>Runs command lines inside the test process.</summary>
internal static class CommandRun
{
    /// <summary>Runs a command line of the real program.</summary>
    public static (int Code, string Data, string Log) Of(params string[] args) => Of(CommandModules.All, args, CancellationToken.None);

    /// <summary>Runs <c>workbench act</c>, whose action is given.</summary>
    public static (int Code, string Data, string Log) Acting(Func<CommandContext, int> action, params string[] args) =>
        Of([new Act(action)], ["act", .. args], CancellationToken.None);

    public static (int Code, string Data, string Log) Of(IReadOnlyList<ICommandModule> modules, string[] args, CancellationToken cancellation)
    {
        using StringWriter data = new(), log = new();
        var code = CommandHost.Run(modules, args, data, log, null, cancellation);
        return (code, data.ToString(), log.ToString());
    }

    public sealed class Act(Func<CommandContext, int> action) : ICommandModule
    {
        public Command Build()
        {
            var command = new Command("act", "Acts.");
            command.Run(action);
            return command;
        }
    }
}
