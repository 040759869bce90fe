using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Hub.Models;
using Workbench.Pipeline.TinyModel;

namespace Workbench.Interactive;

/// <summary>Which model and configuration a notebook asks for; empty texts are for what fits.</summary>
internal sealed record LabRequest(string Model, string Config, string Scheme, IReadOnlyList<string> Settings)
{
    /// <summary>Reads the configuration; writes the tiny model, or its quantised experts, where they are asked for and missing.</summary>
    public PipelineConfig Configuration()
    {
        var quant = Quant();
        var folder = Model.Length > 0 ? ModelSource.Resolve(Model, HubSettings.FromEnvironment()) : DefaultModel.Folder(quant);
        var overrides = Settings.Select(Setting).ToDictionary(s => s.Key, s => s.Value, StringComparer.Ordinal);
        if (quant is not null)
        {
            overrides["dit_quant_scheme"] = quant.Name;
            overrides["dit_quantized"] = quant.Family != QuantFamily.None;
        }

        return PipelineConfig.Load(new() { ConfigJson = Config.Length > 0 ? Config : ModelConfig.In(folder) ?? Fitting(quant), ModelPath = folder, Overrides = overrides });
    }

    private string Fitting(QuantScheme? quant) => (Model.Length, quant?.Family) switch
    {
        (0, _) => TinyModelFolder.ConfigName,
        (_, QuantFamily.Gguf) => "wan22_i2v_gguf_distill",
        (_, QuantFamily.Fp8) => "wan22_i2v_fp8_distill",
        _ => "wan22_i2v_bf16_distill",
    };

    private QuantScheme? Quant() => Scheme.Length == 0 ? null
        : QuantScheme.TryParse(Scheme, out var parsed, out var reason) ? parsed
        : throw new ArgumentException($"no scheme '{Scheme}': {reason}.\nExpected one of {string.Join(", ", QuantScheme.Names)}.");

    private static (string Key, JsonNode? Value) Setting(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at < 1)
        {
            throw new ArgumentException($"a setting is key=json, for instance \"sample_shift=3.0\"; got '{text}'.", nameof(text));
        }

        try
        {
            return (text[..at], JsonNode.Parse(text[(at + 1)..]));
        }
        catch (System.Text.Json.JsonException)
        {
            return (text[..at], JsonValue.Create(text[(at + 1)..])); // a bare word is a string
        }
    }
}
