using System.CommandLine;
using System.CommandLine.Invocation;
using Workbench.Cli.Commands;
using Workbench.Cli.Errors;

namespace Workbench.Cli.Hosting;

/// <summary>Parses the command line, runs one command, and turns whatever comes out of it into an exit code.</summary>
internal static class CommandHost
{
    /// <summary>Runs one command line.</summary>
    /// <param name="args">Words after <c>workbench</c>.</param>
    /// <param name="data">stdout.</param>
    /// <param name="log">stderr.</param>
    /// <param name="signals">Which signal cancelled; null means Ctrl-C.</param>
    /// <param name="cancellation">Cancelled by Ctrl-C.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static int Run(string[] args, TextWriter data, TextWriter log, Signals? signals = null, CancellationToken cancellation = default) =>
        Run(CommandModules.All, args, data, log, signals, cancellation);

    /// <inheritdoc cref="Run(string[], TextWriter, TextWriter, Signals?, CancellationToken)"/>
    public static int Run(
        IReadOnlyList<ICommandModule> modules, string[] args, TextWriter data, TextWriter log, Signals? signals = null, CancellationToken cancellation = default)
    {
        var parsed = Root(modules).Parse(args);
        var configuration = new CommandInvocation(cancellation) { Output = data, Error = log };
        if (parsed.Action is ParseErrorAction mistaken)
        {
            mistaken.ShowHelp = false;
            configuration.Output = log;
            parsed.Invoke(configuration);
            log.WriteLine($"next: {PathOf(parsed.CommandResult.Command)} --help");
            return ExitCodes.Usage;
        }

        try
        {
            return parsed.Invoke(configuration);
        }
        catch (Exception e)
        {
            var code = e is OperationCanceledException && cancellation.IsCancellationRequested
                ? signals?.ExitCode ?? ExitCodes.Interrupted
                : ErrorExits.Of(e);
            ErrorReport.Write(e, code, data, log, parsed.GetValue(GlobalOptions.Json), GlobalOptions.VerbosityOf(parsed));
            return code;
        }
    }

    private static RootCommand Root(IReadOnlyList<ICommandModule> modules)
    {
        var root = new RootCommand("Image-to-video diffusion on TorchSharp, stage by stage: generate, compare, localise.")
        {
            HelpName = "workbench",
        };
        root.Options.Add(GlobalOptions.Verbose);
        root.Options.Add(GlobalOptions.Json);
        foreach (var module in modules)
        {
            root.Subcommands.Add(module.Build());
        }

        return root;
    }

    private static string PathOf(Command command) =>
        command is RootCommand ? "workbench" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";
}
