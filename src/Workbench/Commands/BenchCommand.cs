using System.CommandLine;
using Workbench.Cli.Bench;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Measuring;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench bench</c>: stages and operations at any size with random weights, against ceilings measured in the same run.</summary>
internal sealed class BenchCommand : ICommandModule
{
    private readonly Argument<string[]> parts = new("part") { Description = "What to measure: " + string.Join(", ", BenchParts.All) + ". Default: all.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string> preset = new("--preset") { Description = "480p81, 720p81 or tiny.", DefaultValueFactory = _ => "tiny" };
    private readonly Option<string> device = new("--device", "-d") { Description = "cpu, cuda or cuda:N.", DefaultValueFactory = _ => "cpu" };
    private readonly Option<int> runs = new("--runs") { Description = "Timed runs of each row.", DefaultValueFactory = _ => 5 };
    private readonly Option<int> batch = new("--batch") { Description = "Output frames per network call (lipsync).", DefaultValueFactory = _ => 8 };
    private readonly Option<string?> dtype = new("--dtype") { Description = "FP32, BF16 or FP16 (lipsync). Default: FP32 on the CPU, FP16 on a GPU." };
    private readonly Option<double> seconds = new("--seconds") { Description = "Length of the speech of the whole run (lipsync).", DefaultValueFactory = _ => 20 };
    private readonly Option<int?> layers = new("--layers") { Description = "DiT blocks, to measure fewer than the model has." };

    private readonly Option<string?> scheme = new("--scheme") { Description = "Measure one DIT step with weights resident in this scheme, alone in the process so that the peak is its own (dit): Default, fp8-sgl or gguf-TYPE." };

    private readonly Option<string?> offload = new("--offload") { Description = "Measure one DIT step with its weights in host memory against the resident one, alone in the process (dit): block or model." };

    private readonly MemoryLimitOption memory = new();

    public Command Build()
    {
        var command = new Command("bench", "Measure stages and operations with random weights.") { parts, preset, device, runs, layers, batch, dtype, seconds, scheme, offload };
        memory.AddTo(command);
        command.RunWithTorch(Run);
        return command;
    }

    private int Run(CommandContext context)
    {
        var chosen = BenchParts.Chosen(context.Get(parts));
        var setup = new BenchSetup(DeviceNames.Device(context.Get(device)!), Size(context), context.Get(runs), context.Get(layers));
        using var held = memory.Hold(context, setup.Device);
        Action<string> line = context.Json ? _ => { } : context.Data.WriteLine;
        var rows = new List<BenchRow>();
        foreach (var row in Measure(context, chosen, setup))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rows.Add(row);
            line(BenchLine.Text(row));
        }

        var talking = chosen.Contains(BenchParts.LipSync) ? Speech(context, setup).Run(setup, line, context.Cancellation) : null;
        if (context.Json)
        {
            context.WriteJson(new { preset = setup.Size.Name, device = setup.Device.ToString(), rows, lipSync = talking });
        }

        return rows.TrueForAll(r => r.Passed) ? ExitCodes.Pass : ExitCodes.Regression;
    }

    private IEnumerable<BenchRow> Measure(CommandContext context, IReadOnlyList<string> chosen, BenchSetup setup)
    {
        if (chosen is [BenchParts.LipSync])
        {
            return []; // the ceilings of matrices and attention say nothing about it
        }

        var stored = Scheme(context);
        return Offload(context) is { } granularity ? new OffloadBench(granularity, stored ?? QuantScheme.Default, setup.Dit, setup.Device, setup.Size, setup.Runs).Run()
            : stored is not null ? StoredDitRows.Run(stored, setup)
            : BenchParts.Run(chosen, setup);
    }

    /// <summary>Full size on a GPU, or where a preset is named that is not tiny.</summary>
    private SpeechBench Speech(CommandContext context, BenchSetup setup) => new(
        context.Given(preset) ? setup.Full : setup.Gpu,
        DeviceNames.Dtype(context.Get(dtype)) ?? (setup.Gpu ? ScalarType.Float16 : ScalarType.Float32),
        context.Get(batch),
        context.Get(seconds));

    private BenchPreset Size(CommandContext context) => BenchPreset.All.FirstOrDefault(p => p.Name == context.Get(preset))
        ?? throw new CommandException(ExitCodes.Usage, "unknown preset", "--preset", string.Join(", ", BenchPreset.All.Select(p => p.Name)), context.Get(preset));

    private QuantScheme? Scheme(CommandContext context)
    {
        if (context.Get(scheme) is not { } name)
        {
            return null;
        }

        if (!QuantScheme.TryParse(name == "fp8" ? "fp8-sgl" : name, out var parsed, out var reason) || (parsed.GgufType is { } type && !RandomBlocks.Types.Any(t => t.ToString() == type)))
        {
            throw new CommandException(ExitCodes.Usage, $"no random weights of scheme '{name}' {reason}", "--scheme", $"Default, fp8-sgl, {string.Join(", ", RandomBlocks.Types.Select(t => "gguf-" + t))}", name);
        }

        return parsed;
    }

    private OffloadGranularity? Offload(CommandContext context) => context.Get(offload) switch
    {
        null => null,
        "block" => OffloadGranularity.Block,
        "model" => OffloadGranularity.Model,
        var other => throw new CommandException(ExitCodes.Usage, "unknown granularity", "--offload", "block or model", other),
    };
}
