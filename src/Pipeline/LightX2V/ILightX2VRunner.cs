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
}
