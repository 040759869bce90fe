namespace Workbench.Pipeline.Configuration;

/// <summary>The kernels that run, by Workbench's own names (see <see cref="KernelTable"/>).</summary>
public sealed record KernelPlan
{
    /// <summary>torch_sdpa.</summary>
    public required string SelfAttention { get; init; }

    /// <summary>torch_sdpa.</summary>
    public required string CrossAttention { get; init; }

    /// <summary>torch (three roundings) or nvrtc (one).</summary>
    public required string Modulate { get; init; }

    /// <summary>torch_complex_rope, torch_real_rope or nvrtc.</summary>
    public required string Rope { get; init; }

    /// <summary>torch (normalise in fp32, round, times weight), one_rounding (all in fp32, rounded once) or nvrtc (the fused twin of one_rounding).</summary>
    public required string RmsNorm { get; init; }

    /// <summary>torch or nvrtc.</summary>
    public required string LayerNorm { get; init; }

    /// <summary>What was mapped, with the reason.</summary>
    public required IReadOnlyList<ConfigNote> Notes { get; init; }
}
