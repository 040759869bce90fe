using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.TinyModel;

namespace Workbench.Cli.Commands;

/// <summary>The shipped configuration of a quantisation scheme, and the keys that make any configuration use that scheme.</summary>
internal static class DefaultConfigs
{
    /// <summary>The tiny model's.</summary>
    public const string Tiny = TinyModelFolder.ConfigName;

    /// <summary>The 4-step configuration of the full-size model; null: not quantised.</summary>
    public static string For(QuantScheme? scheme) => scheme?.Family switch
    {
        QuantFamily.Gguf => "wan22_i2v_gguf_distill",
        QuantFamily.Fp8 => "wan22_i2v_fp8_distill",
        _ => "wan22_i2v_bf16_distill",
    };

    /// <summary>Beats every file, as --scheme does.</summary>
    public static Dictionary<string, JsonNode?> Overrides(QuantScheme? scheme) => scheme is null ? new(StringComparer.Ordinal) : new(StringComparer.Ordinal)
    {
        ["dit_quant_scheme"] = scheme.Name,
        ["dit_quantized"] = scheme.Family != QuantFamily.None,
    };
}
