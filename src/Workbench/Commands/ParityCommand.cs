using System.CommandLine;
using System.Globalization;
using Workbench.Cli.Hosting;
using Workbench.Parity;
using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench parity FOLDER</c>: every stage against upstream's own numbers.</summary>
internal sealed class ParityCommand : ICommandModule
{
    private readonly Argument<string> folder = new("folder") { Description = "Folder with manifest.json, weights, inputs and outputs, or a folder of such folders (docs/parity.md)." };
    private readonly Option<string[]> cases = new("--case") { Description = "Only this case; may be given several times." };
    private readonly Option<string> device = new("--device", "-d") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<string> dtype = new("--dtype") { Description = "FP32 (strict limits), BF16 or FP16 (stated bounds), FP64 (lip-sync: how far upstream's own fp32 is from exact).", DefaultValueFactory = _ => "FP32" };
    private readonly Option<bool> all = new("--all") { Description = "List every tensor, not only the worst of each case." };

    public Command Build()
    {
        var command = new Command("parity", "Compare every stage with upstream's numbers, tensor by tensor.") { folder, cases, device, dtype, all };
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        var plan = DtypePlan.Official(DeviceNames.Dtype(context.Get(dtype), wide: true)!.Value);
        backends.cuda.matmul.allow_tf32 = false; // fp32 means fp32: tf32 keeps 10 bits
        backends.cudnn.allow_tf32 = false;
        var rows = ParityRun.Run(context.Get(folder)!, TorchSharp.torch.device(context.Get(device)!), plan, context.Get(cases) ?? [], context.Cancellation);
        var first = rows.FirstOrDefault(r => !r.Passed);
        if (context.Json)
        {
            context.WriteJson(new { folder = Path.GetFullPath(context.Get(folder)!), passed = first is null, first = first?.Case + "/" + first?.Tensor, rows = rows.Select(r => new { r.Case, r.Stage, r.Tensor, r.Passed, r.Limit, r.Problem, r.Difference }) });
        }
        else
        {
            Print(context, rows, first);
        }

        if (rows.Count == 0)
        {
            throw new Errors.CommandException(ExitCodes.BadFile, "nothing was compared", context.Get(folder), "a manifest that lists the cases asked for", string.Join(", ", context.Get(cases) ?? []));
        }

        return first is null ? ExitCodes.Pass : ExitCodes.Regression;
    }

    private void Print(CommandContext context, IReadOnlyList<ParityRow> rows, ParityRow? first)
    {
        foreach (var group in rows.GroupBy(r => r.Case))
        {
            var worst = group.MaxBy(r => r.Difference?.RelativeError ?? double.PositiveInfinity)!;
            context.Data.WriteLine($"{group.Key,-12} {group.Count(r => r.Passed),5}/{group.Count()} inside   worst {Text(worst)}");
            foreach (var row in group.Where(r => context.Get(all) || !r.Passed))
            {
                context.Data.WriteLine($"  {(row.Passed ? "ok  " : "FAIL")} {Text(row)}{(row.Problem is null ? "" : "  " + row.Problem)}");
            }
        }

        context.Data.WriteLine(first is null
            ? $"{rows.Count} tensors, all inside their limits"
            : $"first outside its limit: stage {first.Stage}, {first.Case}/{first.Tensor}: {first.Problem ?? first.Difference?.Mismatch ?? Text(first)}");
    }

    private static string Text(ParityRow row) => string.Create(
        CultureInfo.InvariantCulture,
        $"{row.Tensor}  relative {row.Difference?.RelativeError ?? double.NaN:E2}  max {row.Difference?.MaxAbsolute ?? double.NaN:E2}  limit {row.Limit:E0}");
}
