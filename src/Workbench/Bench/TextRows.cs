using Workbench.Pipeline.Measuring;
using Workbench.Pipeline.Models.Umt5;

namespace Workbench.Cli.Bench;

/// <summary>The text encoder over a whole prompt; on a GPU the fused way too, and how far it is from fp32.</summary>
internal static class TextRows
{
    private const int Tokens = 512;

    public static IEnumerable<BenchRow> Run(BenchSetup setup, Ceilings ceilings)
    {
        var config = setup.TextEncoder;
        yield return Encode("torch", config);
        if (setup.Gpu)
        {
            var fused = config with { Fused = true, Attention = Umt5AttentionKind.Sdpa };
            yield return Encode("fused", fused);
            yield return TextBench.Check(config, fused, Tokens, setup.Dtype, setup.Device);
        }

        BenchRow Encode(string how, Umt5Config way) => TextBench.Encode($"T5 encode {Tokens} {setup.Dtype}, {how}", way, Tokens, setup.Dtype, setup.Device, ceilings, setup.Runs);
    }
}
