namespace Workbench.Pipeline.Configuration;

/// <summary>Kernels as the configuration names them; <see cref="KernelTable"/> says what runs on a device.</summary>
public sealed record KernelRequest
{
    public required string SelfAttention { get; init; }

    public required string CrossAttention { get; init; }

    public required string Modulate { get; init; }

    public required string Rope { get; init; }

    public required string RmsNorm { get; init; }

    public required string LayerNorm { get; init; }

    /// <summary>Whether fused kernels may take the place of plain operations (workbench.fused_kernels).</summary>
    public bool Fused { get; init; } = true;

    internal static KernelRequest Read(ConfigReader reader)
    {
        return new()
        {
            SelfAttention = Attention(reader, "self_attn_1_type"),
            CrossAttention = Attention(reader, "cross_attn_1_type"),
            Modulate = reader.Text("modulate_type") ?? "triton",
            Rope = reader.Text("rope_type") ?? "flashinfer_rope",
            RmsNorm = reader.Text("rms_norm_type") ?? "sgl-kernel",
            LayerNorm = reader.Text("layer_norm_type") ?? "torch",
            Fused = reader.Flag("workbench.fused_kernels", true),
        };
    }

    private static string Attention(ConfigReader reader, string key)
    {
        if (reader.Text(key) is { } name)
        {
            return name;
        }

        reader.Problem(key, "an attention type, for instance torch_sdpa");
        return "torch_sdpa";
    }
}
