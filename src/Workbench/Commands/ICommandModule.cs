using System.CommandLine;

namespace Workbench.Cli.Commands;

/// <summary>One verb of the command line, one file each; listed in <see cref="CommandModules"/>.</summary>
internal interface ICommandModule
{
    /// <summary>The command with its arguments, options and action (<see cref="Hosting.CommandActions"/>).</summary>
    Command Build();
}
