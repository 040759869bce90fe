using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>The usual file names of an expert pair and the repository that holds them. The one place where these names are spelt.</summary>
/// <param name="Repository">owner/name.</param>
/// <param name="High">Repo-relative path of the high-noise expert: a file, or a folder of shards.</param>
/// <param name="Low">The same of the low-noise expert.</param>
public sealed record ExpertTemplate(string Repository, string High, string Low)
{
    /// <summary>Folders of unquantised experts in the official layout.</summary>
    public static readonly ExpertTemplate Official = new(KnownRepositories.Base, "high_noise_model", "low_noise_model");

    /// <summary>The same in the Diffusers layout.</summary>
    public static readonly ExpertTemplate Diffusers = new("Wan-AI/Wan2.2-I2V-A14B-Diffusers", "transformer", "transformer_2");

    private const string Distilled = "wan2.2_i2v_A14b_{expert}_noise{kind}_lightx2v_4step.safetensors";
    private const string Gguf = "{Expert}Noise/Wan2.2-I2V-A14B-{Expert}Noise-{Q}.gguf";

    /// <summary>The names for a scheme and model class; null where no published pair exists (fp8 of the undistilled model).</summary>
    public static ExpertTemplate? For(QuantScheme scheme, ModelClass model) => (scheme.Family, model) switch
    {
        (QuantFamily.Gguf, _) => new(KnownRepositories.Gguf, Fill(Gguf, high: true, scheme.GgufType!), Fill(Gguf, high: false, scheme.GgufType!)),
        (QuantFamily.Fp8, ModelClass.Wan22MoeDistill) => OfDistilled("_scaled_fp8_e4m3"),
        (QuantFamily.None, ModelClass.Wan22MoeDistill) => OfDistilled(""),
        (QuantFamily.None, _) => Official,
        _ => null,
    };

    private static ExpertTemplate OfDistilled(string kind) =>
        new(KnownRepositories.Distilled, Fill(Distilled, high: true, kind), Fill(Distilled, high: false, kind));

    private static string Fill(string template, bool high, string kind) => template
        .Replace("{Expert}", high ? "High" : "Low", StringComparison.Ordinal)
        .Replace("{expert}", high ? "high" : "low", StringComparison.Ordinal)
        .Replace("{Q}", kind, StringComparison.Ordinal)
        .Replace("{kind}", kind, StringComparison.Ordinal);
}
