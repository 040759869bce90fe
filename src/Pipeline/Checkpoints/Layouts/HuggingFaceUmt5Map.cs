namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>Transformers' UMT5EncoderModel, or the encoder half of UMT5ForConditionalGeneration. Every layer has its own relative bias.</summary>
internal sealed class HuggingFaceUmt5Map : IKeyMap
{
    private static readonly KeyRewrite Rules = new(
        (@"shared\.weight$", "token_embedding.weight"),
        (@"encoder\.block\.([0-9]+)\.layer\.0\.SelfAttention\.relative_attention_bias\.", "blocks.$1.pos_embedding.embedding."),
        (@"encoder\.block\.([0-9]+)\.layer\.0\.SelfAttention\.(q|k|v|o)\.", "blocks.$1.attn.$2."),
        (@"encoder\.block\.([0-9]+)\.layer\.0\.layer_norm\.", "blocks.$1.norm1."),
        (@"encoder\.block\.([0-9]+)\.layer\.1\.DenseReluDense\.wi_0\.", "blocks.$1.ffn.gate.0."),
        (@"encoder\.block\.([0-9]+)\.layer\.1\.DenseReluDense\.wi_1\.", "blocks.$1.ffn.fc1."),
        (@"encoder\.block\.([0-9]+)\.layer\.1\.DenseReluDense\.wo\.", "blocks.$1.ffn.fc2."),
        (@"encoder\.block\.([0-9]+)\.layer\.1\.layer_norm\.", "blocks.$1.norm2."),
        (@"encoder\.final_layer_norm\.", "norm."));

    public KeyLayout Layout => KeyLayout.HuggingFaceUmt5;

    public bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors) => tensors.ContainsKey("encoder.block.0.layer.0.SelfAttention.q.weight");

    public Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        const string Tied = "encoder.embed_tokens.weight"; // the same table as shared.weight; some writers keep only this one
        var hasShared = tensors.ContainsKey("shared.weight");
        return key => key switch
        {
            Tied => hasShared ? null : "token_embedding.weight",
            "lm_head.weight" => null,
            _ when key.StartsWith("decoder.", StringComparison.Ordinal) => null,
            _ => Rules.Apply(key),
        };
    }
}
