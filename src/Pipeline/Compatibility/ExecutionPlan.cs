using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>
/// What the stages are told beyond the configuration: dtypes at the seams, kernels, loading flags. <see cref="Upstream"/> is what LightX2V does
/// left to itself; each <see cref="CompatibilityPatch"/> changes some fields; with all of them it is what Workbench runs.
/// </summary>
public sealed record ExecutionPlan
{
    public required PipelineConfig Config { get; init; }

    public required DeviceTarget Device { get; init; }

    /// <summary>Stage 10: dtype of the buffers that text encoder blocks are copied into under offload.</summary>
    public required ScalarType TextEncoderBuffers { get; init; }

    /// <summary>Stage 10: dtype of the context at the exit.</summary>
    public required ScalarType Context { get; init; }

    /// <summary>Stages 11 and 13: dtype of the VAE's weights and activations.</summary>
    public required ScalarType VaeModel { get; init; }

    /// <summary>Stages 11 and 13: dtype of the wrapper's mean, inverse std and scale.</summary>
    public required ScalarType VaeScale { get; init; }

    /// <summary>Stage 12: dtype of patch_embedding.weight.</summary>
    public required ScalarType PatchEmbedding { get; init; }

    /// <summary>Stage 12: whether patch_embedding.weight is pinned again after its cast.</summary>
    public required bool PatchEmbeddingRepinned { get; init; }

    /// <summary>Stage 12: kernels by the names of <see cref="KernelTable"/>; upstream's own names cannot run.</summary>
    public required string SelfAttention { get; init; }

    public required string CrossAttention { get; init; }

    public required string Modulate { get; init; }

    public required string Rope { get; init; }

    public required string RmsNorm { get; init; }

    public required string LayerNorm { get; init; }

    /// <summary>Stage 12, fp8: scaled_mm, dequantise, or upstream's sgl.</summary>
    public required string Fp8Matmul { get; init; }

    /// <summary>Stage 12, fp8: dtype that scaled_mm writes before a cast to the compute dtype.</summary>
    public required ScalarType Fp8Output { get; init; }

    /// <summary>Stage 12, fp8: dequantise and multiply where row-wise scaled_mm is refused by the device's library.</summary>
    public required bool Fp8RowwiseFallback { get; init; }

    /// <summary>Stage 12: what moves between host and device at a time.</summary>
    public required OffloadGranularity Offload { get; init; }

    /// <summary>Stage 12: every block is brought to the same dtypes before it shares buffers.</summary>
    public required bool UniformBlocks { get; init; }

    /// <summary>Stage 12: mapped weights are copied into fresh pinned memory instead of being pinned in place.</summary>
    public required bool PinFreshCopies { get; init; }

    /// <summary>Stage 12: SDPA may take the math route, which needs L*L memory per head.</summary>
    public required bool MathAttentionAllowed { get; init; }

    /// <summary>Stage 12: noise is drawn on the CPU, or given; drawn on a CUDA device it depends on the card.</summary>
    public required bool NoiseOnCpu { get; init; }

    /// <summary>The dtype of linear layers.</summary>
    public ScalarType Compute => Config.Dtypes.Compute;

    /// <summary>
    /// LightX2V left to itself: default kernels, everything constructed under one DTYPE. For GGUF that is the compute dtype for the text encoder's buffers,
    /// while T5 and VAE were made under the model default BF16, and the file's F32 patch embedding stays F32.
    /// </summary>
    public static ExecutionPlan Upstream(PipelineConfig config, DeviceTarget device)
    {
        var plan = config.Dtypes.Plan;
        var gguf = config.Quant.Family == QuantFamily.Gguf;
        var made = gguf && config.Dtypes.Compute == ScalarType.Float16 ? ScalarType.BFloat16 : plan.Vae;
        return new()
        {
            Config = config,
            Device = device,
            TextEncoderBuffers = config.Dtypes.Compute,
            Context = plan.TextEncoder,
            VaeModel = made,
            VaeScale = made,
            PatchEmbedding = gguf ? ScalarType.Float32 : config.Dtypes.Compute,
            PatchEmbeddingRepinned = false,
            SelfAttention = Default(config.Kernels.SelfAttention, KernelTable.Sdpa, "flash_attn3"),
            CrossAttention = Default(config.Kernels.CrossAttention, KernelTable.Sdpa, "flash_attn3"),
            Modulate = Default(config.Kernels.Modulate, KernelTable.Torch, "triton"),
            Rope = Default(config.Kernels.Rope, KernelTable.Torch, "flashinfer_rope"),
            RmsNorm = Default(config.Kernels.RmsNorm, KernelTable.Torch, "sgl-kernel"),
            LayerNorm = config.Kernels.LayerNorm,
            Fp8Matmul = Fp8Route.Sgl,
            Fp8Output = config.Dtypes.Compute,
            Fp8RowwiseFallback = false,
            Offload = gguf && config.Offload.Dit != OffloadGranularity.None ? OffloadGranularity.Block : config.Offload.Dit,
            UniformBlocks = false,
            PinFreshCopies = false,
            MathAttentionAllowed = true,
            NoiseOnCpu = false,
        };
    }

    /// <summary>The key's value in the shipped configurations is itself the patch; without it upstream's default stands.</summary>
    private static string Default(string configured, string patched, string upstream) => configured == patched ? upstream : configured;
}
