using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Harness.Stages;
using Workbench.Testing.Faults;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench stage child REQUEST</c>: what the harness runs in processes of their own; not for people.</summary>
internal static class StageChildCommand
{
    public static Command Build()
    {
        var host = new HostOptions();
        var request = new Argument<string>("request") { Description = "Request file." };
        var command = new Command("child", "Carry out a request of the harness.") { request };
        command.Hidden = true;
        host.AddTo(command);
        command.RunWithTorch(context => new StageChild(host.Host(context), FaultSink.Parse).Run(context.Get(request)!, context.Cancellation));
        return command;
    }
}
