using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Configuration.Application;
using Workbench.Pipeline.Models.WanDit;

namespace Workbench.Pipeline.Lora;

/// <summary>Targets as experts, and a LightX2V configuration's LoRAs as specs.</summary>
public static class LoraTargets
{
    /// <summary>The experts of a target.</summary>
    public static IReadOnlyList<Expert> Experts(LoraTarget target) => target switch
    {
        LoraTarget.HighNoise => [Expert.High],
        LoraTarget.LowNoise => [Expert.Low],
        _ => [Expert.High, Expert.Low],
    };

    /// <summary><c>lora_configs</c> as specs.</summary>
    public static IReadOnlyList<LoraSpec> Specs(LoraConfig config) =>
        [.. config.Entries.Select(e => new LoraSpec(e.High ? LoraTarget.HighNoise : LoraTarget.LowNoise, e.Path, e.Strength))];

    /// <summary>How a configuration wants LoRAs applied (<c>lora_dynamic_apply</c>).</summary>
    public static LoraOptions Options(LoraConfig config) => new(config.Dynamic ? LoraMode.Dynamic : LoraMode.Merge);
}
