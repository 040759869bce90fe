using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Kernels.Nvrtc;

namespace Workbench.Cli.Commands;

/// <summary><c>workbench kernels compile</c>: every fused kernel for every card that Workbench is for; no such card is needed, only NVRTC.</summary>
internal sealed class KernelsCommand : ICommandModule
{
    private readonly Option<string> arch = new("--arch") { Description = "Compute capability times ten, such as 90, several with commas, or all.", DefaultValueFactory = _ => "all" };

    public Command Build()
    {
        var compile = new Command("compile", "Compile every fused kernel for an architecture and say what came of it.") { arch };
        compile.RunWithTorch(Compile);
        return new Command("kernels", "Fused CUDA kernels.") { compile };
    }

    private int Compile(CommandContext context)
    {
        var architectures = Architectures(context.Get(arch)!);
        if (KernelLibrary.Describe() is not { } compiler)
        {
            throw new CommandException(ExitCodes.UnfitEnvironment, "no NVRTC", "kernels compile", "libnvrtc.so.12 or .13", "none", "workbench doctor");
        }

        var results = new List<object>();
        var failures = 0;
        foreach (var architecture in architectures)
        {
            var clock = Stopwatch.StartNew();
            var compiled = CompileAll(context, architecture);
            failures += compiled.Count(c => c.Error is not null);
            foreach (var (variant, bytes, error) in compiled)
            {
                results.Add(new { architecture, variant.Source, variant.Defines, bytes, error });
                if (!context.Json && error is not null)
                {
                    context.Data.WriteLine($"FAIL sm_{architecture} {variant.Source} {string.Join(' ', variant.Defines)}: {error}");
                }
            }

            if (!context.Json)
            {
                context.Data.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"sm_{architecture}: {compiled.Count(c => c.Error is null)} of {compiled.Count} compiled to cubins, {compiled.Sum(c => c.Bytes) / 1024} KiB, {clock.Elapsed.TotalSeconds:F1} s"));
            }
        }

        if (context.Json)
        {
            context.WriteJson(new { compiler, failures, results });
        }
        else
        {
            context.Data.WriteLine($"{compiler}: {(failures == 0 ? "pass" : $"{failures} failures")}");
        }

        return failures == 0 ? ExitCodes.Pass : ExitCodes.Regression;
    }

    private static List<(KernelVariant Variant, int Bytes, string? Error)> CompileAll(CommandContext context, int architecture) =>
        [.. KernelVariants.All.AsParallel().AsOrdered().WithCancellation(context.Cancellation).Select(v =>
        {
            try
            {
                return (v, KernelLibrary.Compile(v.Source, architecture, [.. v.Defines]), (string?)null);
            }
            catch (CudaException e)
            {
                return (v, 0, e.Message);
            }
        })];

    private static IReadOnlyList<int> Architectures(string text) => text == "all"
        ? KernelVariants.Architectures
        : [.. text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 75
            ? number
            : throw new CommandException(ExitCodes.Usage, "no architecture", "--arch", "all, or numbers such as 90,120", part))];
}
