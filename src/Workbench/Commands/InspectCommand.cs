using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Cli.Output;
using Workbench.Pipeline.Running;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench inspect PATH [--against MODEL]</c>: what a checkpoint or model folder holds, and what a LoRA would touch, from headers alone.</summary>
internal sealed class InspectCommand : ICommandModule
{
    private readonly Argument<string> path = new("path") { Description = "Weight file, folder of shards, or model folder." };

    private readonly Option<string?> against = new("--against") { Description = "For a LoRA: the expert (file or folder of shards) or the model folder (both experts) that it should change. Exit code 1 if it does not fit." };

    public Command Build()
    {
        var command = new Command("inspect", "Say what a checkpoint or model folder holds, and what is wrong with it, from headers alone.") { path, against };
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        if (context.Get(against) is { } model)
        {
            return LoraAgainst.Run(context, context.Get(path)!, model);
        }

        var inspection = ModelInspector.Inspect(context.Get(path)!);
        if (context.Json)
        {
            context.WriteJson(new
            {
                inspection.Sound,
                inspection.Problems,
                inspection.Broken,
                parts = inspection.Parts.Select(p => new
                {
                    p.Path,
                    p.Format,
                    p.Layout,
                    kind = p.Model.Kind,
                    p.Model.Variant,
                    sizes = p.Model.Sizes.ToDictionary(s => s.Name, s => s.Value),
                    p.TensorCount,
                    p.ParameterCount,
                    p.StoredBytes,
                    types = p.Types.Select(t => new { t.LayerKind, type = t.Type.ToString(), t.Tensors, t.Parameters, t.Bytes }),
                    p.Metadata,
                    p.Dropped,
                    p.Memory,
                    p.Difference,
                    p.NamedExpert,
                    p.Digest,
                    p.Warnings,
                }),
            });
        }
        else
        {
            context.Data.Write(InspectionText.Render(inspection));
        }

        return inspection.Broken.Count > 0 ? ExitCodes.BadFile : inspection.Sound ? ExitCodes.Pass : ExitCodes.Regression;
    }
}
