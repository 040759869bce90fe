using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.LipSync.Models.Whisper;

/// <summary>
/// The encoder inside a Whisper file. Hub files hold encoder and decoder, with or without the prefix <c>model.</c>; OpenAI's own files
/// spell the same tensors differently (<c>encoder.blocks.i.attn.query</c>, ...). Decoder tensors are another network and are left out.
/// </summary>
public static class WhisperKeys
{
    /// <summary>The encoder's tensors under transformers' names, <c>encoder.*</c>.</summary>
    public static ICheckpoint Encoder(ICheckpoint checkpoint) => new RenamedCheckpoint(checkpoint, Rename);

    private static string? Rename(string key)
    {
        var name = key.StartsWith("model.", StringComparison.Ordinal) ? key["model.".Length..] : key;
        if (name.StartsWith("decoder.", StringComparison.Ordinal) || name == "proj_out.weight")
        {
            return null;
        }

        return name
            .Replace("encoder.positional_embedding", "encoder.embed_positions.weight", StringComparison.Ordinal)
            .Replace("encoder.ln_post.", "encoder.layer_norm.", StringComparison.Ordinal)
            .Replace("encoder.blocks.", "encoder.layers.", StringComparison.Ordinal)
            .Replace(".attn.query.", ".self_attn.q_proj.", StringComparison.Ordinal)
            .Replace(".attn.key.", ".self_attn.k_proj.", StringComparison.Ordinal)
            .Replace(".attn.value.", ".self_attn.v_proj.", StringComparison.Ordinal)
            .Replace(".attn.out.", ".self_attn.out_proj.", StringComparison.Ordinal)
            .Replace(".attn_ln.", ".self_attn_layer_norm.", StringComparison.Ordinal)
            .Replace(".mlp.0.", ".fc1.", StringComparison.Ordinal)
            .Replace(".mlp.2.", ".fc2.", StringComparison.Ordinal)
            .Replace(".mlp_ln.", ".final_layer_norm.", StringComparison.Ordinal);
    }
}
