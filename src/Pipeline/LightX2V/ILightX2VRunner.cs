using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.LightX2V;

/// <summary>What init_runner returns: models loaded once, many requests run. Source: LightX2V runners wan2.2_moe and wan2.2_moe_distill.</summary>
public interface ILightX2VRunner : IDisposable
{
    /// <summary>The configuration it was built from; read-only from then on, as upstream locks it.</summary>
    PipelineConfig Config { get; }

    /// <summary>run_pipeline: one request, start to end. The result is null unless the request asks for the tensor.</summary>
    RunResult RunPipeline(InputInfo input, CancellationToken cancellation = default);

    /// <summary>
    /// switch_lora of the MoE runners, mended: null leaves an expert as it is, "" removes its LoRA (upstream raises there).
    /// </summary>
    void SwitchLora(string? highLoraPath = null, double highLoraStrength = 1, string? lowLoraPath = null, double lowLoraStrength = 1);

    /// <summary>
    /// switch_lora of the older two-argument promise: the file goes on both experts, and <c>("", 0.0)</c> removes it from both.
    /// Being the better match for two positional arguments, it keeps such a call from reaching the high-noise expert alone, as it does upstream;
    /// with one positional argument the compiler refuses to choose.
    /// </summary>
    void SwitchLora(string path, double strength = 1) => SwitchLora(highLoraPath: path, highLoraStrength: strength, lowLoraPath: path, lowLoraStrength: strength);
}
