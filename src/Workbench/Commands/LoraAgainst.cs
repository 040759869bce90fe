using Workbench.Cli.Hosting;
using Workbench.Pipeline.Lora;

namespace Workbench.Cli.Commands;

/// <summary>What a LoRA would touch in a model, expert by expert.</summary>
internal static class LoraAgainst
{
    /// <returns>Exit code: 0 if it fits every expert of the model, 1 otherwise.</returns>
    public static int Run(CommandContext context, string lora, string model)
    {
        var found = LoraInspection.Each(lora, model);
        if (context.Json)
        {
            context.WriteJson(found.Select(f => new
            {
                file = f.Lora.Path,
                model = f.Model,
                expert = f.Lora.Expert,
                modules = f.Lora.Modules,
                ranks = f.Lora.Ranks,
                fits = f.Lora.Fits,
                matches = f.Lora.Plan?.Matches.Select(m => new { m.Key, m.Shape, m.Rank }),
                unmatched = f.Lora.Plan?.Unmatched,
                defects = f.Lora.Plan?.Defects,
            }));
        }
        else
        {
            foreach (var (path, inspection) in found)
            {
                context.Data.WriteLine($"against {path}\n{inspection.Text()}");
            }
        }

        return found.All(f => f.Lora.Fits) ? ExitCodes.Pass : ExitCodes.Regression;
    }
}
