using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Compatibility;

/// <summary>Stage 12: kernels of Python packages, in place of which Workbench's own run.</summary>
internal static class KernelPatches
{
    public static IEnumerable<CompatibilityPatch> All =>
    [
        Kernel("attention-sdpa", "flash_attn3 fails to import or has no kernel image; sageattention 1.0.6 crashes; sage gives black frames", "flash-attention #1638, #1763; SageAttention #148, #322, #357", "self_attn_1_type", "attention", p => [p.SelfAttention, p.CrossAttention], (p, k) => p with { SelfAttention = k.SelfAttention, CrossAttention = k.CrossAttention }),
        Kernel("modulate-torch", "the process dies while Triton lowers fuse_scale_shift_kernel", "triton PR #9734, #9755; pytorch #176426", "modulate_type", "modulate_type", p => [p.Modulate], (p, k) => p with { Modulate = k.Modulate }),
        Kernel("rope-torch", "import error or KeyError for flashinfer's rotary embedding", "LightX2V users on RTX 50xx", "rope_type", "rope_type", p => [p.Rope], (p, k) => p with { Rope = k.Rope }),
        Kernel("rms-norm-torch", "sgl-kernel's RMS norm has no kernel image for compute capability 12.0", "sglang PR #9403, #7249", "rms_norm_type", "rms_norm_type", p => [p.RmsNorm], (p, k) => p with { RmsNorm = k.RmsNorm }),
        Kernel("layer-norm-torch", "the process dies in Triton's code generation", "triton PR #9734", "layer_norm_type", "layer_norm_type", p => [p.LayerNorm], (p, k) => p with { LayerNorm = k.LayerNorm }),
        new()
        {
            Id = "no-math-attention",
            Stages = [12],
            Symptom = "out of memory: SDPA takes the math route, which holds the whole L*L score matrix (457 GB at 720p)",
            AppliesWhen = "a CUDA device",
            Effect = "the math route is switched off, so that SDPA fails instead of taking it silently",
            Source = "pytorch scaled_dot_product_attention backend selection",
            Applies = p => p.Device.IsCuda,
            Change = p => p with { MathAttentionAllowed = false },
            Defect = p => p.Device.IsCuda && p.MathAttentionAllowed ? new("SDPA's math route", "forbidden", "allowed") : null,
        },
    ];

    private static CompatibilityPatch Kernel(
        string id, string symptom, string source, string key, string site, Func<ExecutionPlan, string[]> names, Func<ExecutionPlan, KernelPlan, ExecutionPlan> change)
    {
        string? Foreign(ExecutionPlan plan) => names(plan).FirstOrDefault(n => !RunsAsItIs(plan, site, n));
        return new()
        {
            Id = id,
            Stages = [12],
            Symptom = symptom,
            AppliesWhen = $"{key} is left at upstream's default, or names a kernel of a Python package",
            Effect = "the kernel of docs/lightx2v.md's table runs",
            Source = source,
            Applies = p => Foreign(p) is not null,
            Change = p => change(p, KernelTable.Resolve(p.Config.Kernels, p.Device, p.Config.Source.File)),
            Defect = p => Foreign(p) is { } name ? new(key, $"a kernel that runs on {p.Device}", name) : null,
        };
    }

    private static bool RunsAsItIs(ExecutionPlan plan, string site, string name) =>
        KernelTable.Rules.Any(r => r.Site == site && r.Name == name && (plan.Device.IsCuda ? r.OnCuda : r.OnCpu) == name);
}
