using System.CommandLine;
using System.Globalization;
using TorchSharp;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench bench</c>: stages and operations at any size with random weights, against ceilings measured in the same run.</summary>
internal sealed class BenchCommand : ICommandModule
{
    private static readonly string[] Parts = ["ceilings", "kernels", "gguf", "dit", "taps", "t5", "vae", LipSync];

    private const string LipSync = "lipsync";

    private readonly Argument<string[]> parts = new("part") { Description = "What to measure: " + string.Join(", ", Parts) + ". Default: all.", Arity = ArgumentArity.ZeroOrMore };
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
        var size = BenchPreset.All.FirstOrDefault(p => p.Name == context.Get(preset))
            ?? throw new CommandException(ExitCodes.Usage, "unknown preset", "--preset", string.Join(", ", BenchPreset.All.Select(p => p.Name)), context.Get(preset));
        var target = DeviceNames.Device(context.Get(device)!);
        using var held = memory.Hold(context, target);
        var rows = new List<BenchRow>();
        foreach (var row in Measure(context, target, size))
        {
            context.Cancellation.ThrowIfCancellationRequested();
            rows.Add(row);
            if (!context.Json)
            {
                context.Data.WriteLine(Text(row));
            }
        }

        var talking = Chosen(context).Contains(LipSync) ? TalkAll(context, target) : null;
        if (context.Json)
        {
            context.WriteJson(new { preset = size.Name, device = target.ToString(), rows, lipSync = talking });
        }

        return rows.TrueForAll(r => r.Passed) ? ExitCodes.Pass : ExitCodes.Regression;
    }

    private IEnumerable<BenchRow> Measure(CommandContext context, Device target, BenchPreset size)
    {
        var gpu = target.type == DeviceType.CUDA;
        var chosen = Chosen(context);
        if (chosen is [LipSync])
        {
            yield break; // the ceilings of matrices and attention say nothing about it
        }

        var stored = Scheme(context);
        if (Offload(context) is { } granularity)
        {
            foreach (var row in new OffloadBench(granularity, stored ?? QuantScheme.Default, Dit(context, size), target, size, context.Get(runs)).Run())
            {
                yield return row;
            }

            yield break;
        }

        var step = stored is null ? null : StoredDitBench.Step(stored, Dit(context, size), target, size, context.Get(runs)); // first: ceilings take memory
        var attentions = gpu ? Attentions.OnCuda() : [new TorchSdpaAttention()];
        var (ceilings, measured) = Ceilings.Measure(target, size, attentions);
        foreach (var row in measured)
        {
            yield return row;
        }

        if (step is not null)
        {
            var fp8 = StoredDitBench.Fp8Ceiling(target);
            if (fp8 is not null)
            {
                yield return fp8;
            }

            var floor = StoredDitBench.Floor(stored!, Dit(context, size), size, ceilings, fp8);
            yield return step with { FloorMilliseconds = floor };
            if (gpu)
            {
                yield return StoredDitBench.Check(stored!, Dit(context, size), target);
                yield return StoredDitBench.Step(stored!, Dit(context, size), target, size, context.Get(runs), fuse: false) with { FloorMilliseconds = floor };
            }

            yield break;
        }

        var dtype = gpu ? ScalarType.BFloat16 : ScalarType.Float32;
        var full = size.Name != "tiny";
        foreach (var part in chosen)
        {
            foreach (var row in part switch
            {
                "kernels" when gpu => KernelRows(target, size),
                "gguf" => GgufBench.Run(target, dtype, full ? 13824 : 256, full ? 5120 : 256, ceilings, context.Get(runs)),
                "dit" => DitRows(context, target, size, ceilings, dtype),
                "taps" => TapRows.Run(Dit(context, size), dtype, target, size, context.Get(runs)),
                "t5" => TextRows(context, target, ceilings, dtype, full ? Umt5Config.Xxl : Pipeline.TinyModel.TinyModelFolder.TextEncoder),
                "vae" => VaeRows(context, target, size, dtype, full ? WanVaeConfig.Wan21 : Pipeline.TinyModel.TinyModelFolder.Vae),
                _ => [],
            })
            {
                yield return row;
            }
        }
    }

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

    private string[] Chosen(CommandContext context) => context.Get(parts) is { Length: > 0 } some ? some : Parts;

    /// <summary>Lip-sync: each piece, then the pipeline. Full size on a GPU, or where a preset is named that is not tiny.</summary>
    private object TalkAll(CommandContext context, Device target)
    {
        var gpu = target.type == DeviceType.CUDA;
        var full = context.Given(preset) ? context.Get(preset) != "tiny" : gpu;
        var kind = DeviceNames.Dtype(context.Get(dtype)) ?? (gpu ? ScalarType.Float16 : ScalarType.Float32);
        using var models = LipSyncBenchModels.Make(full, kind, target);
        var bench = new LipSyncBench(models, context.Get(batch), context.Get(runs));
        var pieces = new List<BenchRow>();
        foreach (var row in bench.Pieces())
        {
            context.Cancellation.ThrowIfCancellationRequested();
            pieces.Add(row);
            if (!context.Json)
            {
                context.Data.WriteLine(Text(row));
            }
        }

        var whole = bench.Whole(context.Get(seconds));
        if (!context.Json)
        {
            var parts = string.Join(", ", whole.FramesPerSecondByPart.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key} {p.Value:F1}")));
            context.Data.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lipsync, {(full ? "full size" : "tiny")} {kind}, batch {whole.Batch}: {whole.FramesPerSecond:F1} frames/s over {whole.Frames} frames; networks idle {whole.OutsideNetworks:P1}; alone, frames/s: {parts}"));
        }

        return new { fullSize = full, dtype = kind.ToString(), pieces, whole };
    }

    private WanDitConfig Dit(CommandContext context, BenchPreset size)
    {
        var config = size.Name != "tiny" ? WanDitConfig.I2VA14B : Pipeline.TinyModel.TinyModelFolder.Dit;
        return context.Get(layers) is { } count ? config with { NumLayers = count } : config;
    }

    private IEnumerable<BenchRow> DitRows(CommandContext context, Device target, BenchPreset size, Ceilings ceilings, ScalarType dtype)
    {
        var config = Dit(context, size);
        var plan = DtypePlan.LightX2V(dtype);
        yield return DitBench.Step($"DIT step {dtype}, torch", config, plan, WanDitKernels.Torch(plan), new SeededParameters(1, target), target, size, ceilings, context.Get(runs));
        if (target.type == DeviceType.CUDA && KernelLibrary.Available)
        {
            foreach (var row in DitOperations.Run(config, dtype, target, size, ceilings, context.Get(runs)))
            {
                yield return row;
            }

            var fused = WanDitKernels.Torch(plan) with { Elementwise = new NvrtcElementwise(new TorchElementwise(plan.RmsNorm)) };
            yield return DitBench.Step($"DIT step {dtype}, nvrtc", config, plan, fused, new SeededParameters(1, target), target, size, ceilings, context.Get(runs));
            yield return StoredDitBench.Check(QuantScheme.Default, config, target);
            foreach (var place in new[] { GeluPlace.InProduct, GeluPlace.WithBias })
            {
                var other = fused with { Elementwise = new NvrtcElementwise(new TorchElementwise(plan.RmsNorm)) { GeluPlace = place } };
                yield return StoredDitBench.Check(QuantScheme.Default, config, target, place);
                yield return DitBench.Step($"DIT step {dtype}, nvrtc, gelu {place}", config, plan, other, new SeededParameters(1, target), target, size, ceilings, context.Get(runs));
            }
        }
    }

    private IEnumerable<BenchRow> TextRows(CommandContext context, Device target, Ceilings ceilings, ScalarType dtype, Umt5Config config)
    {
        yield return TextBench.Encode($"T5 encode 512 {dtype}, torch", config, 512, dtype, target, ceilings, context.Get(runs));
        if (target.type == DeviceType.CUDA)
        {
            var fused = config with { Fused = true, Attention = Umt5AttentionKind.Sdpa };
            yield return TextBench.Encode($"T5 encode 512 {dtype}, fused", fused, 512, dtype, target, ceilings, context.Get(runs));
            yield return TextBench.Check(config, fused, 512, dtype, target);
        }
    }

    private IEnumerable<BenchRow> VaeRows(CommandContext context, Device target, BenchPreset size, ScalarType dtype, WanVaeConfig config)
    {
        IEnumerable<BenchRow> Run(string how, IVaeKernels? kernels) => VaeBench.Run($"{size.Name} {dtype}, {how}", config, kernels, dtype, target, size, context.Get(runs));
        var rows = Run("torch", null);
        return target.type == DeviceType.CUDA
            ? rows.Concat(Run("channels last", ChannelsLastKernels.Instance)).Concat(VaeBench.Check(config, ChannelsLastKernels.Instance, dtype, target)).Concat(Tuned(() => Run("channels last, cuDNN benchmark", ChannelsLastKernels.Instance)))
            : rows;
    }

    /// <summary>With cuDNN's algorithms timed instead of guessed.</summary>
    private static IEnumerable<BenchRow> Tuned(Func<IEnumerable<BenchRow>> run)
    {
        if (!CudnnBenchmark.TrySet(true))
        {
            yield break;
        }

        try
        {
            foreach (var row in run())
            {
                yield return row;
            }
        }
        finally
        {
            CudnnBenchmark.TrySet(false);
        }
    }

    private static IEnumerable<BenchRow> KernelRows(Device target, BenchPreset size) => KernelCheck.Run(target, size.Tokens, 5120, 40).Select(r =>
        new BenchRow($"{r.Kernel} (error {r.Error:E1}, limit {r.Limit:E1}{(r.Passed ? "" : ": OUTSIDE")})", r.Milliseconds, r.Milliseconds, r.Milliseconds, 0, r.GigabytesPerSecond, 0, 0, r.Passed));

    private static string Text(BenchRow r) => string.Create(
        CultureInfo.InvariantCulture,
        $"{r.Name,-58} {r.Milliseconds,10:F3} ms [{r.Fastest:F3}..{r.Slowest:F3}]{(r.TeraflopsPerSecond > 0 ? $"  {r.TeraflopsPerSecond:F0} TFLOP/s" : "")}{(r.GigabytesPerSecond > 0 ? $"  {r.GigabytesPerSecond:F0} GB/s" : "")}{(r.FloorMilliseconds > 0 ? $"  {r.OverFloor:F2} x floor ({r.FloorMilliseconds:F1} ms)" : "")}{(r.PeakGigabytes > 0 ? $"  peak {r.PeakGigabytes:F1} GB" : "")}");
}
