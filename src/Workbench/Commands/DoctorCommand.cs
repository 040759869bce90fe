using System.CommandLine;
using Workbench.Cli.Doctor;
using Workbench.Cli.Hosting;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench doctor</c>: what was found on this machine, what is unfit, and the command that mends it.</summary>
internal sealed class DoctorCommand : ICommandModule
{
    public Command Build()
    {
        var command = new Command("doctor", "Say what was found (libtorch, devices, ffmpeg, checkpoints), what is unfit, and the command that mends it.");
        command.Run(context => Report(context, Examination.Run(Examination.Checks)));
        return command;
    }

    private static int Report(CommandContext context, List<Finding> findings)
    {
        var fit = findings.TrueForAll(f => f.Status != FindingStatus.Unfit);
        if (context.Json)
        {
            context.WriteJson(new { fit, findings });
        }
        else
        {
            findings.ForEach(f => Write(context, f));
            context.Data.WriteLine(fit ? "fit" : "unfit: see the lines above");
        }

        return fit ? ExitCodes.Pass : ExitCodes.UnfitEnvironment;
    }

    private static void Write(CommandContext context, Finding finding)
    {
        var status = finding.Status switch { FindingStatus.Ok => "ok", FindingStatus.Note => "note", _ => "UNFIT" };
        context.Data.WriteLine($"{status,-6} {finding.Id,-12} {finding.Summary}");
        if (finding.Mend is { } mend)
        {
            context.Data.WriteLine($"{"",-19} {(finding.Status == FindingStatus.Unfit ? "mend" : "to have it")}: {mend}");
        }

        if (context.Log.Level > Verbosity.Normal)
        {
            foreach (var (name, value) in finding.Details)
            {
                context.Data.WriteLine($"{"",-19} {name}: {(value is System.Collections.IEnumerable and not string ? Output.JsonOutput.Line(value) : value)}");
            }
        }
    }
}
