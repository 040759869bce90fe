namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>
/// Diffusers' WanTransformer3DModel. Mind the norms: upstream's affine norm3 is norm2 there (diffusers numbers by order of use).
/// Source: diffusers, scripts/convert_wan_to_diffusers.py.
/// </summary>
internal sealed class DiffusersDitMap : IKeyMap
{
    private static readonly KeyRewrite Rules = new(
        (@"condition_embedder\.time_embedder\.linear_1\.", "time_embedding.0."),
        (@"condition_embedder\.time_embedder\.linear_2\.", "time_embedding.2."),
        (@"condition_embedder\.text_embedder\.linear_1\.", "text_embedding.0."),
        (@"condition_embedder\.text_embedder\.linear_2\.", "text_embedding.2."),
        (@"condition_embedder\.time_proj\.", "time_projection.1."),
        (@"scale_shift_table$", "head.modulation"),
        (@"proj_out\.", "head.head."),
        (@"blocks\.([0-9]+)\.scale_shift_table$", "blocks.$1.modulation"),
        (@"blocks\.([0-9]+)\.attn1\.to_(q|k|v)\.", "blocks.$1.self_attn.$2."),
        (@"blocks\.([0-9]+)\.attn2\.to_(q|k|v)\.", "blocks.$1.cross_attn.$2."),
        (@"blocks\.([0-9]+)\.attn1\.to_out\.0\.", "blocks.$1.self_attn.o."),
        (@"blocks\.([0-9]+)\.attn2\.to_out\.0\.", "blocks.$1.cross_attn.o."),
        (@"blocks\.([0-9]+)\.attn1\.norm_(q|k)\.", "blocks.$1.self_attn.norm_$2."),
        (@"blocks\.([0-9]+)\.attn2\.norm_(q|k)\.", "blocks.$1.cross_attn.norm_$2."),
        (@"blocks\.([0-9]+)\.ffn\.net\.0\.proj\.", "blocks.$1.ffn.0."),
        (@"blocks\.([0-9]+)\.ffn\.net\.2\.", "blocks.$1.ffn.2."),
        (@"blocks\.([0-9]+)\.norm2\.", "blocks.$1.norm3."));

    public KeyLayout Layout => KeyLayout.DiffusersDit;

    public bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors) => tensors.ContainsKey("blocks.0.attn1.to_q.weight") || tensors.ContainsKey("condition_embedder.time_proj.weight");

    public Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors) => Rules.Apply;
}
