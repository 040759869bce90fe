namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>
/// ComfyUI's files: the model behind a prefix, possibly beside others in one file (their keys are left out), and for fp8 a marker tensor
/// <c>scaled_fp8</c> and static activation scales <c>X.scale_input</c>, which a dynamic quantiser does not use.
/// </summary>
internal sealed class ComfyPrefixMap : IKeyMap
{
    private static readonly string[] Prefixes = ["model.diffusion_model.", "diffusion_model."];

    public KeyLayout Layout => KeyLayout.ComfyPrefixed;

    public bool Claims(IReadOnlyDictionary<string, StoredTensor> tensors) => Prefix(tensors) is not null || tensors.Keys.Any(IsMarker);

    public Func<string, string?> Rename(IReadOnlyDictionary<string, StoredTensor> tensors)
    {
        var prefix = Prefix(tensors) ?? "";
        return key => key.StartsWith(prefix, StringComparison.Ordinal) && !IsMarker(key) ? key[prefix.Length..] : null;
    }

    private static string? Prefix(IReadOnlyDictionary<string, StoredTensor> tensors) =>
        Array.Find(Prefixes, prefix => tensors.Keys.Any(key => key.StartsWith(prefix, StringComparison.Ordinal) && !IsLora(key)));

    private static bool IsMarker(string key) => key == "scaled_fp8" || key.EndsWith(".scaled_fp8", StringComparison.Ordinal) || key.EndsWith(".scale_input", StringComparison.Ordinal);

    /// <summary>LoRA files bear the same prefix and have a reader of their own.</summary>
    private static bool IsLora(string key) =>
        key.Contains(".lora_", StringComparison.Ordinal) || key.EndsWith(".alpha", StringComparison.Ordinal) || key.EndsWith(".diff", StringComparison.Ordinal)
        || key.EndsWith(".diff_b", StringComparison.Ordinal) || key.EndsWith(".diff_m", StringComparison.Ordinal);
}
