using Workbench.Benchmarks.Running;

namespace Workbench.Benchmarks.Measured;

/// <summary>What a dynamic LoRA costs in a step.</summary>
internal sealed class LoraStep : IBenchmark
{
    public string Name => "LoRA dynamic step";

    public string Question =>
        $"One forward of an expert of A14B width, {LoraBench.Blocks} of 40 blocks, with and without a dynamic rank-64 LoRA on every block matrix. "
        + "Matrix work grows by rank*(in+out)/(in*out): 2.5 % at 5120x5120, 1.7 % at 5120x13824; attention is not touched. The target is 5 %.";

    public IReadOnlyList<Variant> Variants()
    {
        var bench = LoraBench.Shared;
        return [new("no LoRA", bench.StepWithout), new("rank 64, dynamic", bench.StepWith)];
    }
}
