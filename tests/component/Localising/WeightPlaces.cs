using System.Globalization;
using System.Text.RegularExpressions;
using Workbench.Testing.Hosting;

namespace Workbench.ComponentTests.Localising;

/// <summary>From the key of a weight to the stage and to the first tap that this weight touches.</summary>
internal static partial class WeightPlaces
{
    /// <summary>Stage that a key of the VAE is used in.</summary>
    public static string VaeStage(string key) => key.StartsWith("encoder.", StringComparison.Ordinal) || key.StartsWith("conv1.", StringComparison.Ordinal) ? StageNames.ImageEncode : StageNames.VaeDecode;

    /// <summary>The first tap of the stage that the key touches.</summary>
    /// <param name="taps">The stage's taps, in order.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="key">State-dict key.</param>
    /// <param name="row">For modulations: the first of their rows that changed.</param>
    public static string First(IReadOnlyList<string> taps, string stage, string key, long row)
    {
        var tail = stage switch
        {
            StageNames.TextEncode => "t5/" + Text(key),
            StageNames.DitHigh or StageNames.DitLow => (stage == StageNames.DitHigh ? "dit.high/" : "dit.low/") + Dit(key, row),
            _ => Vae(key),
        };
        return taps.FirstOrDefault(tap => tap == tail || tap.EndsWith("/" + tail, StringComparison.Ordinal)) ?? throw new InvalidOperationException($"stage {stage} has no tap '{tail}' for the weight {key}");
    }

    private static string Text(string key) => Layer(key) switch
    {
        "token_embedding" => "embed",
        "norm" => "out",
        var layer => Numbered(layer)
            .Replace("/pos_embedding.embedding", "/pos_bias", StringComparison.Ordinal)
            .Replace("/attn.o", "/attn.out", StringComparison.Ordinal)
            .Replace("/ffn.gate.0", "/ffn.gate", StringComparison.Ordinal)
            .Replace("/ffn.fc2", "/ffn.out", StringComparison.Ordinal)
            .Replace('.', '/').Replace("blocks/", "blocks.", StringComparison.Ordinal),
    };

    private static string Dit(string key, long row)
    {
        if (key.EndsWith("modulation", StringComparison.Ordinal))
        {
            var place = Numbered(key)[..^"modulation".Length];
            return key == "head.modulation" ? "head/in" : place + (row switch { 0 or 1 => "sa_in", 2 => "after_self_attn", 3 or 4 => "ffn_in", _ => "out" });
        }

        var layer = Layer(key);
        if (layer.StartsWith("blocks.", StringComparison.Ordinal))
        {
            var parts = Numbered(layer).Split('/', 2);
            return parts[0] + "/" + parts[1] switch
            {
                "ffn.0" => "ffn/mid",
                "ffn.2" => "ffn/out",
                var part => part.Replace("norm_q", "q_norm", StringComparison.Ordinal).Replace("norm_k", "k_norm", StringComparison.Ordinal).Replace('.', '/'),
            };
        }

        return layer switch
        {
            "head.head" => "head/out",
            "time_projection.1" => "time_projection",
            _ => layer.Split('.')[0], // the two layers of an embedding have one tap behind them
        };
    }

    private static string Vae(string key)
    {
        var layer = Layer(key);
        if (!layer.Contains('.', StringComparison.Ordinal))
        {
            return layer == "conv1" ? "vae/encode/conv1" : "vae/decode/conv2";
        }

        var inner = layer[(layer.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return inner switch
        {
            "conv1" => "chunk.00/conv1",
            "head.0" => "head.0",
            "head.2" => "head",
            _ => Numbered(inner).Replace("/resample.1", "/resample", StringComparison.Ordinal),
        };
    }

    /// <summary>The key without its last word.</summary>
    private static string Layer(string key) => key[..key.LastIndexOf('.')];

    /// <summary><c>blocks.1.attn.q</c> as <c>blocks.01/attn.q</c>.</summary>
    private static string Numbered(string key) => NumberedLayer().Replace(key, m => $"{m.Groups[1].Value}.{int.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture):00}/");

    [GeneratedRegex(@"^(blocks|downsamples|upsamples|middle)\.(\d+)\.")]
    private static partial Regex NumberedLayer();
}
