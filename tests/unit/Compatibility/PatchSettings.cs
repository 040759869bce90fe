using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Configuration;
using Workbench.UnitTests.Configuration;

namespace Workbench.UnitTests.Compatibility;

/// <summary>Configurations and devices under which every patch applies once at least.</summary>
internal static class PatchSettings
{
    public static readonly DeviceTarget Blackwell = DeviceTarget.Cuda(12, 0);

    public static PipelineConfig Gguf => Configs.With("wan22_i2v_gguf_distill", "{}");

    public static PipelineConfig Fp8 => Configs.With("wan22_i2v_fp8_distill", """{"workbench": {"dtype": "FP16"}}""");

    public static PipelineConfig TritonNorm => Configs.With("wan22_i2v_bf16_distill", """{"layer_norm_type": "Triton"}""");

    /// <summary>The first of them that needs the patch.</summary>
    public static PipelineConfig For(CompatibilityPatch patch) =>
        new[] { Gguf, Fp8, TritonNorm }.First(c => patch.Applies(ExecutionPlan.Upstream(c, Blackwell)));
}
