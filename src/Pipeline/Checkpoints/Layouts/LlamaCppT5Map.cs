namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>llama.cpp's names for T5 encoders. Source: city96/ComfyUI-GGUF, loader.py (T5_SD_MAP).</summary>
internal sealed class LlamaCppT5Map : IKeyMap
{
    private static readonly KeyRewrite Rules = new(
        (@"token_embd\.", "token_embedding."),
        (@"enc\.blk\.([0-9]+)\.attn_rel_b\.", "blocks.$1.pos_embedding.embedding."),
        (@"enc\.blk\.([0-9]+)\.attn_(q|k|v|o)\.", "blocks.$1.attn.$2."),
        (@"enc\.blk\.([0-9]+)\.attn_norm\.", "blocks.$1.norm1."),
        (@"enc\.blk\.([0-9]+)\.ffn_gate\.", "blocks.$1.ffn.gate.0."),
        (@"enc\.blk\.([0-9]+)\.ffn_up\.", "blocks.$1.ffn.fc1."),
        (@"enc\.blk\.([0-9]+)\.ffn_down\.", "blocks.$1.ffn.fc2."),
        (@"enc\.blk\.([0-9]+)\.ffn_norm\.", "blocks.$1.norm2."),
        (@"enc\.output_norm\.", "norm."));

    public KeyLayout Layout => KeyLayout.LlamaCppT5;

    public bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors) => tensors.ContainsKey("enc.blk.0.attn_q.weight");

    public Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors) => Rules.Apply;
}
