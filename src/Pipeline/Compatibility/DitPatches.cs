using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>Stage 12: weights, offload, fp8 and noise.</summary>
internal static class DitPatches
{
    public static IEnumerable<CompatibilityPatch> All =>
    [
        new()
        {
            Id = "patch-embedding-cast",
            Stages = [12],
            Symptom = "patch embedding fails: F32 weight, fp16 bias and input",
            AppliesWhen = "GGUF experts: the 5-D patch_embedding.weight is stored as F32",
            Effect = "patch_embedding.weight is cast to the compute dtype",
            Source = "LightX2V users of GGUF on RTX 50xx; ComfyUI-GGUF tools/fix_5d_tensors.py writes it as F32",
            Applies = p => p.PatchEmbedding != p.Compute,
            Change = p => p with { PatchEmbedding = p.Compute },
            Defect = p => p.PatchEmbedding != p.Compute
                ? new("dtype of patch_embedding.weight", TextEncoderPatches.Name(p.Compute), TextEncoderPatches.Name(p.PatchEmbedding)) : null,
        },
        new()
        {
            Id = "patch-embedding-repin",
            Stages = [12],
            Symptom = "segmentation fault in a host-to-device copy: the cast tensor lies in pageable memory that is freed while it is copied",
            AppliesWhen = "GGUF experts, offload, a CUDA device",
            Effect = "patch_embedding.weight is pinned again after its cast",
            Source = "LightX2V users of GGUF on RTX 50xx",
            Applies = p => IsGgufOffload(p) && p.Device.IsCuda,
            Change = p => p with { PatchEmbeddingRepinned = true },
            Defect = p => IsGgufOffload(p) && p.Device.IsCuda && !p.PatchEmbeddingRepinned ? new("memory of patch_embedding.weight", "pinned", "pageable after its cast") : null,
        },
        new()
        {
            Id = "gguf-pin-copy",
            Stages = [12],
            Symptom = "pinning a mapped or non-owning tensor fails",
            AppliesWhen = "GGUF experts, offload, a CUDA device",
            Effect = "quantised bytes are copied into fresh pinned memory",
            Source = "ComfyUI #10662",
            Applies = p => IsGgufOffload(p) && p.Device.IsCuda,
            Change = p => p with { PinFreshCopies = true },
            Defect = p => IsGgufOffload(p) && p.Device.IsCuda && !p.PinFreshCopies ? new("pinning of mapped weights", "a copy in fresh pinned memory", "the mapping itself") : null,
        },
        new()
        {
            Id = "gguf-model-offload",
            Stages = [12],
            Symptom = "assertion: GGUF weights support neither block nor phase offload",
            AppliesWhen = "GGUF experts and offload",
            Effect = "a whole expert moves at a time",
            Source = "LightX2V PRs #502, #510, #543",
            Applies = IsGgufOffload,
            Change = p => p with { Offload = OffloadGranularity.Model },
            Defect = p => TextEncoderPatches.IsGguf(p) && SharesBuffers(p)
                ? new("offload granularity of GGUF experts", "model", p.Offload.ToString().ToLowerInvariant()) : null,
        },
        new()
        {
            Id = "uniform-block-dtypes",
            Stages = [12],
            Symptom = "copying a block into the shared buffer fails on size or dtype",
            AppliesWhen = "block or phase offload: two buffers serve all blocks",
            Effect = "every block's tensors are brought to the same dtypes first",
            Source = "LightX2V #851",
            Applies = p => !TextEncoderPatches.IsGguf(p) && SharesBuffers(p),
            Change = p => p with { UniformBlocks = true },
            Defect = p => !TextEncoderPatches.IsGguf(p) && SharesBuffers(p) && !p.UniformBlocks
                ? new("dtypes of the blocks that share buffers", "equal in all blocks", "as stored, block by block") : null,
        },
        new()
        {
            Id = "fp8-scaled-mm",
            Stages = [12],
            Symptom = "\"No implemented fp8_scaled_mm for current compute capability\", or no kernel image",
            AppliesWhen = "fp8 experts",
            Effect = "torch._scaled_mm from compute capability 8.9 on, dequantise-then-multiply elsewhere, in place of sgl_kernel",
            Source = "sglang PR #9403, #7249, #11576",
            Applies = IsFp8,
            Change = p => p with { Fp8Matmul = Fp8Route.For(p.Device) },
            Defect = p => IsFp8(p) && p.Fp8Matmul == Fp8Route.Sgl ? new("fp8 matmul", $"{Fp8Route.ScaledMm} or {Fp8Route.Dequantise}", "sgl_kernel, which does not exist here") : null,
        },
        new()
        {
            Id = "fp8-rowwise-fallback",
            Stages = [12],
            Symptom = "row-wise _scaled_mm raises CUBLAS_STATUS_NOT_SUPPORTED, per-tensor works",
            AppliesWhen = "fp8 experts, compute capability 10.0 and above",
            Effect = "a refused row-wise call dequantises and multiplies instead",
            Source = "pytorch #192707, PRs #155991, #160693, #161236",
            Applies = p => IsFp8(p) && p.Device.Capability >= 100,
            Change = p => p with { Fp8RowwiseFallback = true },
            Defect = p => IsFp8(p) && p.Device.Capability >= 100 && !p.Fp8RowwiseFallback ? new("row-wise _scaled_mm on this device", "a fallback", "none") : null,
        },
        new()
        {
            Id = "fp8-bf16-output",
            Stages = [12],
            Symptom = "row-wise _scaled_mm refuses fp16 output, or returns bf16 all the same",
            AppliesWhen = "fp8 experts computing in fp16 on a CUDA device",
            Effect = "_scaled_mm writes bf16, cast to fp16 afterwards",
            Source = "pytorch #166744, #187569",
            Applies = p => IsFp8(p) && p.Device.IsCuda && p.Compute == ScalarType.Float16,
            Change = p => p with { Fp8Output = ScalarType.BFloat16 },
            Defect = p => IsFp8(p) && p.Device.IsCuda && p.Fp8Output == ScalarType.Float16 ? new("output dtype of row-wise _scaled_mm", "bfloat16", "float16") : null,
        },
        new()
        {
            Id = "portable-noise",
            Stages = [12],
            Symptom = "the same seed gives other noise on another GPU model",
            AppliesWhen = "a CUDA device",
            Effect = "noise is drawn on the CPU, or given as a tensor",
            Source = "pytorch #196613, #194676, #158398",
            Applies = p => p.Device.IsCuda,
            Change = p => p with { NoiseOnCpu = true },
            Defect = p => p.Device.IsCuda && !p.NoiseOnCpu ? new("origin of the noise", "a CPU generator, or a given tensor", "a generator on the device, which depends on its number of multiprocessors") : null,
        },
    ];

    private static bool IsGgufOffload(ExecutionPlan plan) => TextEncoderPatches.IsGguf(plan) && plan.Config.Offload.Dit != OffloadGranularity.None;

    private static bool SharesBuffers(ExecutionPlan plan) => plan.Offload is OffloadGranularity.Block or OffloadGranularity.Phase;

    private static bool IsFp8(ExecutionPlan plan) => plan.Config.Quant.Family == QuantFamily.Fp8;
}
