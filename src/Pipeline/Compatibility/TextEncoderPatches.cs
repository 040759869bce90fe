using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>Stage 10.</summary>
internal static class TextEncoderPatches
{
    public static IEnumerable<CompatibilityPatch> All =>
    [
        new()
        {
            Id = "init-bf16-then-fp16",
            Stages = [10],
            Symptom = "copying a text encoder block into its device buffer fails, or its values are garbage",
            AppliesWhen = "GGUF experts, compute dtype other than the text encoder's",
            Effect = "buffers are made in the text encoder's own dtype (upstream: init_runner under DTYPE=BF16, DTYPE=FP16 afterwards)",
            Source = "LightX2V users of GGUF on RTX 50xx; lightx2v/models/input_encoders/hf/wan/t5/model.py makes buffers in GET_DTYPE",
            Applies = p => IsGguf(p) && p.Compute != p.Config.Dtypes.Plan.TextEncoder,
            Change = p => p with { TextEncoderBuffers = p.Config.Dtypes.Plan.TextEncoder },
            Defect = p => IsGguf(p) && p.TextEncoderBuffers != p.Config.Dtypes.Plan.TextEncoder
                ? new("dtype of the text encoder's block buffers", Name(p.Config.Dtypes.Plan.TextEncoder), Name(p.TextEncoderBuffers)) : null,
        },
        new()
        {
            Id = "t5-bf16-context-cast",
            Stages = [10],
            Symptom = "dtype mismatch: bf16 context against an fp16 DiT",
            AppliesWhen = "compute dtype other than the text encoder's",
            Effect = "the text encoder computes in its own dtype (bf16), its output is cast to the compute dtype",
            Source = "LightX2V users of GGUF on RTX 50xx; T5 is bf16 by construction upstream",
            Applies = p => p.Compute != p.Config.Dtypes.Plan.TextEncoder,
            Change = p => p with { Context = p.Compute },
            Defect = p => p.Context != p.Compute ? new("dtype of the context", Name(p.Compute), Name(p.Context)) : null,
        },
    ];

    internal static bool IsGguf(ExecutionPlan plan) => plan.Config.Quant.Family == QuantFamily.Gguf;

    internal static string Name(ScalarType type) => type.ToString().ToLowerInvariant();
}
