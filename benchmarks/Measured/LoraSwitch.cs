using Workbench.Benchmarks.Running;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Lora;

namespace Workbench.Benchmarks.Measured;

/// <summary>How long a switch takes on loaded experts.</summary>
internal sealed class LoraSwitch : IBenchmark
{
    public string Name => "LoRA switch";

    public string Question =>
        $"A rank-64 LoRA put on one expert of A14B width, {LoraBench.Blocks} of 40 blocks, and taken off again, the file cold each time. "
        + "Dynamic: read and copy the factors, 15.4 MB a block in bf16. Merged: besides, 1.4 GB a block of host copies, read and written, and 90 GFLOP a block of products.";

    public IReadOnlyList<Variant> Variants()
    {
        var bench = LoraBench.Shared;
        var strength = 1.0;
        return
        [
            new("dynamic, on and off", () => OnAndOff(bench.Dynamic, bench)),
            new("merged, on and off", () => OnAndOff(bench.Merged, bench)),
            new("dynamic, another strength", () => bench.DynamicOn.SwitchLora(LoraTarget.HighNoise, bench.File, strength = -strength)),
        ];
    }

    private static void OnAndOff(LoraManager loras, LoraBench bench)
    {
        loras.SwitchLora(LoraTarget.HighNoise, bench.File, 1);
        loras.SwitchLora(LoraTarget.HighNoise, "", 0);
        bench.Wait();
    }
}
