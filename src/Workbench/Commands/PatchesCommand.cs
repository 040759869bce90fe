using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Localising;
using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Running;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench patches</c>: the compatibility patches as they stand for a configuration on a device.</summary>
internal sealed class PatchesCommand : ICommandModule
{
    private readonly HostOptions host = new();
    private readonly Option<string?> capability = new("--compute-capability") { Description = "As if on a GPU of this compute capability, such as 12.0; no GPU is needed." };
    private readonly Option<bool> matrix = new("--matrix") { Description = "Switch every patch that applies here off in turn, run all stages, and say what breaks where: a Markdown table." };

    private ModelOptions Model => host.Model;

    public Command Build()
    {
        var command = new Command("patches", "List the compatibility patches: what each mends, whether it applies here, whether it is on.") { capability, matrix };
        host.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        if (context.Get(matrix))
        {
            return Matrix(context);
        }

        var config = Model.ConfigAlone(context);
        foreach (var id in Model.Without(context))
        {
            CompatibilityPatches.Find(id);
        }

        var target = Target(context);
        var patches = CompatibilityPatches.List(config, target, Model.Without(context));
        if (context.Json)
        {
            context.WriteJson(new
            {
                config = config.Source.File,
                device = target.ToString(),
                patches = patches.Select(p => new { p.Patch.Id, p.Patch.Stages, p.Patch.Symptom, p.Patch.AppliesWhen, p.Patch.Effect, p.Patch.Source, p.Applies, p.On }),
            });
        }
        else
        {
            context.Data.Write(PatchListText.Render(patches));
        }

        return ExitCodes.Pass;
    }

    private int Matrix(CommandContext context)
    {
        if (context.Get(capability) is not null)
        {
            throw new Errors.CommandException(ExitCodes.Usage, "the matrix runs the stages, on the device at hand", "--matrix", "no --compute-capability", context.Get(capability));
        }

        var found = PatchMatrix.Run(context, host);
        if (context.Json)
        {
            context.WriteJson(PatchMatrix.Json(found));
        }
        else
        {
            context.Data.Write(found.Markdown());
        }

        return ExitCodes.Pass;
    }

    private DeviceTarget Target(CommandContext context)
    {
        if (context.Get(capability) is not { } text)
        {
            return DeviceTargets.Of(Model.Device(context));
        }

        return Version.TryParse(text, out var version)
            ? DeviceTarget.Cuda(version.Major, version.Minor)
            : throw new Errors.CommandException(ExitCodes.Usage, "no compute capability", "--compute-capability", "major.minor, for instance 12.0", text);
    }
}
