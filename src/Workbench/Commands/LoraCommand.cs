using System.CommandLine;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Lora;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench lora inspect FILE --against MODEL</c>: what a LoRA would touch, from headers alone.</summary>
internal sealed class LoraCommand : ICommandModule
{
    public Command Build()
    {
        var file = new Argument<string>("file") { Description = "A LoRA file." };
        var against = new Option<string?>("--against") { Description = "An expert's checkpoint: a file, or a folder of shards." };
        var inspect = new Command("inspect", "Say what a LoRA file holds and what it would change in a model. Exit code 1 if it does not fit.") { file, against };
        inspect.RunWithTorch(context =>
        {
            var found = LoraInspection.Of(context.Get(file)!, context.Get(against));
            if (context.Json)
            {
                context.WriteJson(new
                {
                    file = found.Path,
                    expert = found.Expert,
                    modules = found.Modules,
                    ranks = found.Ranks,
                    fits = found.Fits,
                    matches = found.Plan?.Matches.Select(m => new { m.Key, m.Shape, m.Rank }),
                    unmatched = found.Plan?.Unmatched,
                    defects = found.Plan?.Defects,
                });
            }
            else
            {
                context.Data.WriteLine(found.Text());
            }

            return found.Fits ? ExitCodes.Pass : ExitCodes.Regression;
        });
        return new Command("lora", "Look into LoRA files.") { inspect };
    }
}
