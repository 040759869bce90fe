using Workbench.Cli.Errors;
using Workbench.Cli.Hosting;
using Workbench.Pipeline.Measuring;

namespace Workbench.Cli.Bench;

/// <summary>The parts of a bench by name, held against the ceilings of the same run.</summary>
internal static class BenchParts
{
    /// <summary>The part that has rows and ceilings of its own (<see cref="SpeechBench"/>).</summary>
    public const string LipSync = "lipsync";

    /// <summary>Every part.</summary>
    public static IReadOnlyList<string> All { get; } = ["ceilings", "kernels", "gguf", "dit", "taps", "t5", "vae", LipSync];

    /// <summary>The parts that were named; all where none is.</summary>
    /// <exception cref="CommandException">There is no such part.</exception>
    public static IReadOnlyList<string> Chosen(string[]? named)
    {
        var unknown = (named ?? []).FirstOrDefault(part => !All.Contains(part));
        return unknown is not null ? throw new CommandException(ExitCodes.Usage, "no such part", "bench", string.Join(", ", All), unknown)
            : named is { Length: > 0 } ? named
            : All;
    }

    /// <summary>Measures ceilings, then the parts in the order given. The VAE alone comes before the ceilings, of which it needs none, so that its peak memory is its own.</summary>
    public static IEnumerable<BenchRow> Run(IReadOnlyList<string> parts, BenchSetup setup)
    {
        var vaeAlone = parts is ["vae"];
        foreach (var row in vaeAlone ? VaeRows.Run(setup) : [])
        {
            yield return row;
        }

        var (ceilings, measured) = setup.MeasureCeilings();
        foreach (var row in vaeAlone ? measured : measured.Concat(parts.SelectMany(part => Rows(part, setup, ceilings))))
        {
            yield return row;
        }
    }

    private static IEnumerable<BenchRow> Rows(string part, BenchSetup setup, Ceilings ceilings) => part switch
    {
        "kernels" when setup.Gpu => KernelRows.Run(setup),
        "gguf" => GgufBench.Run(setup.Device, setup.Dtype, setup.Matrix.Outputs, setup.Matrix.Inputs, ceilings, setup.Runs),
        "dit" => DitRows.Run(setup, ceilings),
        "taps" => TapRows.Run(setup.Dit, setup.Dtype, setup.Device, setup.Size, setup.Runs),
        "t5" => TextRows.Run(setup, ceilings),
        "vae" => VaeRows.Run(setup),
        _ => [],
    };
}
