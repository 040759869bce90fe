using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Configuration;

/// <summary>
/// The one table of kernel names: what runs, what is mapped and what is refused, per device, with the reason.
/// Exact attention kernels map to libtorch's SDPA, which holds a flash kernel of its own; sparse ones are refused, as they compute something else.
/// </summary>
public static class KernelTable
{
    public const string Sdpa = "torch_sdpa";
    public const string MathAttention = "torch_math";
    public const string Flash = "torch_flash";
    public const string Torch = "torch";
    public const string Nvrtc = "nvrtc";
    public const string OneRounding = "one_rounding";
    public const string ComplexRope = "torch_complex_rope";
    public const string RealRope = "torch_real_rope";

    private const string NoPython = "a Python kernel that does not exist here";
    private const string Exact = "exact attention like SDPA, which picks libtorch's own flash or cuDNN kernel; only the order of summation differs";
    private const string Quantised = "int8 or fp8 attention from a Python package; SDPA computes it exactly, so upstream's quantisation error is absent";
    private const string Sparse = "sparse attention leaves tokens out and so computes something else; use torch_sdpa";
    private const string ManyDevices = "it spreads one sequence over several devices; Workbench runs on one";
    private const string OtherVendor = "it is for another vendor's devices; use torch_sdpa";
    private const string OwnKernel = "the CPU has no such kernel; its plain torch twin runs";

    /// <summary>All rules, by site.</summary>
    public static readonly IReadOnlyList<KernelRule> Rules =
    [
        new("attention", Sdpa, Sdpa, Sdpa),
        new("attention", MathAttention, MathAttention, MathAttention),
        new("attention", Flash, Flash, Sdpa, "libtorch's own FlashAttention, which is for CUDA; " + Exact),
        new("attention", "flash_attn2", Sdpa, Sdpa, Exact),
        new("attention", "flash_attn3", Sdpa, Sdpa, "needs Hopper (WGMMA) and a Python package; " + Exact),
        new("attention", "flash_attn4", Sdpa, Sdpa, Exact),
        new("attention", "flex_attn", Sdpa, Sdpa, Exact),
        new("attention", "sage_attn2", Sdpa, Sdpa, Quantised),
        new("attention", "sage_attn2_k_int8_v_fp8", Sdpa, Sdpa, Quantised),
        new("attention", "sage_attn3", Sdpa, Sdpa, Quantised),
        .. Refuse(Sparse, "sparge_attn", "radial_attn", "nbhd_attn", "nbhd_attn_flashinfer", "svg_attn", "svg2_attn", "draft_attn", "dynamic_sparse_attn", "general_sparse_attn", "rainfusion_attn", "sol_attn"),
        .. Refuse(ManyDevices, "ring", "ulysses", "ulysses-4090"),
        .. Refuse(OtherVendor, "aiter_attn", "mlu_flash_attn", "npu_flash_attn", "xpu_flash_attn"),

        new("modulate_type", Torch, Torch, Torch),
        new("modulate_type", Nvrtc, Nvrtc, Torch, OwnKernel),
        new("modulate_type", "triton", Nvrtc, Torch, NoPython + "; the nvrtc kernel computes the same (fp32 inside, one rounding) on CUDA"),

        new("rope_type", ComplexRope, ComplexRope, ComplexRope),
        new("rope_type", RealRope, RealRope, RealRope),
        new("rope_type", Torch, ComplexRope, ComplexRope, "the older name of torch_complex_rope"),
        new("rope_type", "torch_naive", RealRope, RealRope, "the older name of torch_real_rope"),
        new("rope_type", "chunked_rope", ComplexRope, ComplexRope, "chunks save memory and change no value"),
        new("rope_type", Nvrtc, Nvrtc, ComplexRope, OwnKernel),
        new("rope_type", "flashinfer_rope", Nvrtc, RealRope, NoPython + "; the nvrtc kernel rotates in fp32 as it does"),
        new("rope_type", "flashinfer", Nvrtc, RealRope, NoPython + "; the older name of flashinfer_rope"),

        new("rms_norm_type", Torch, Torch, Torch),
        new("rms_norm_type", "fp32_variance", Torch, Torch, "the same arithmetic as torch"),
        new("rms_norm_type", "self_forcing", Torch, Torch, "the same arithmetic as torch"),
        new("rms_norm_type", OneRounding, OneRounding, OneRounding),
        new("rms_norm_type", Nvrtc, Nvrtc, OneRounding, OwnKernel),
        new("rms_norm_type", "torch_native", OneRounding, OneRounding, "fp32 inside and rounded once, like one_rounding"),
        new("rms_norm_type", "sgl-kernel", Nvrtc, OneRounding, NoPython + "; fp32 inside and rounded once, as it does"),
        new("rms_norm_type", "one-pass", Nvrtc, OneRounding, NoPython + "; fp32 inside and rounded once, as it does"),

        new("layer_norm_type", Torch, Torch, Torch),
        new("layer_norm_type", Nvrtc, Nvrtc, Torch, OwnKernel),
        new("layer_norm_type", "Triton", Nvrtc, Torch, NoPython + "; the nvrtc kernel computes the same on CUDA"),
    ];

    /// <summary>What runs on <paramref name="device"/> for the configured names.</summary>
    /// <exception cref="ConfigException">A name is unknown or refused; all of them at once.</exception>
    public static KernelPlan Resolve(KernelRequest request, DeviceTarget device, string file)
    {
        var problems = new List<ConfigProblem>();
        var notes = new List<ConfigNote>();
        string Pick(string key, string site, string name) => Choose(key, site, name, device, file, problems, notes);
        var plan = new KernelPlan
        {
            SelfAttention = Pick("self_attn_1_type", "attention", request.SelfAttention),
            CrossAttention = Pick("cross_attn_1_type", "attention", request.CrossAttention),
            Modulate = Pick("modulate_type", "modulate_type", request.Modulate),
            Rope = Pick("rope_type", "rope_type", request.Rope),
            RmsNorm = Pick("rms_norm_type", "rms_norm_type", request.RmsNorm),
            LayerNorm = Pick("layer_norm_type", "layer_norm_type", request.LayerNorm),
            Notes = notes,
        };
        return problems.Count == 0 ? plan : throw new ConfigException(problems);
    }

    private static string Choose(string key, string site, string name, DeviceTarget device, string file, List<ConfigProblem> problems, List<ConfigNote> notes)
    {
        var rule = Rules.FirstOrDefault(r => r.Site == site && r.Name == name);
        if (rule is null)
        {
            var near = NearestNames.Of(name, Rules.Where(r => r.Site == site && r.OnCuda is not null).Select(r => r.Name));
            problems.Add(new(key, $"a known name; nearest: {string.Join(", ", near)}", $"\"{name}\"", file));
            return name;
        }

        if ((device.IsCuda ? rule.OnCuda : rule.OnCpu) is not { } runs)
        {
            problems.Add(new(key, $"a kernel that runs on {device}", $"\"{name}\" ({rule.Reason})", file));
            return name;
        }

        if (runs != name)
        {
            notes.Add(new(key, $"{name} runs as {runs} on {device}: {rule.Reason}.", file));
        }

        return runs;
    }

    private static IEnumerable<KernelRule> Refuse(string reason, params string[] names) => names.Select(n => new KernelRule("attention", n, null, null, reason));
}
