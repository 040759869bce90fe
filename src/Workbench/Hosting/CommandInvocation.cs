using System.CommandLine;

namespace Workbench.Cli.Hosting;

/// <summary>Carries the cancellation token to actions; signals and exceptions are handled by <see cref="CommandHost"/>.</summary>
internal sealed class CommandInvocation : InvocationConfiguration
{
    public CommandInvocation(CancellationToken cancellation)
    {
        Cancellation = cancellation;
        EnableDefaultExceptionHandler = false;
        ProcessTerminationTimeout = null;
    }

    public CancellationToken Cancellation { get; }
}
