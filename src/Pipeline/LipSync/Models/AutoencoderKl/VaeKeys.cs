using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>
/// Names of the VAE's file. sd-vae-ft-mse was written before diffusers renamed the attention's layers
/// (<c>query, key, value, proj_attn</c> became <c>to_q, to_k, to_v, to_out.0</c>); both spellings load.
/// </summary>
public static class VaeKeys
{
    /// <summary>The tensors under today's names.</summary>
    public static ICheckpoint Current(ICheckpoint checkpoint) => new RenamedCheckpoint(checkpoint, Rename);

    private static string Rename(string key) => !key.Contains(".attentions.", StringComparison.Ordinal)
        ? key
        : key.Replace(".query.", ".to_q.", StringComparison.Ordinal)
            .Replace(".key.", ".to_k.", StringComparison.Ordinal)
            .Replace(".value.", ".to_v.", StringComparison.Ordinal)
            .Replace(".proj_attn.", ".to_out.0.", StringComparison.Ordinal);
}
