using System.Globalization;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration.Application;

/// <summary>A LoRA to apply: target expert, file, strength.</summary>
public sealed record LoraSpec(LoraTarget Target, string Path, double Strength)
{
    private const string Form = "high_noise:PATH[@STRENGTH], low_noise:PATH[@STRENGTH] or both:PATH[@STRENGTH]; or PATH[:STRENGTH]:high, :low or :both";

    /// <summary>Reads the command line's forms, for instance <c>high_noise:motion.safetensors@0.8</c> or <c>motion.safetensors:0.8:high</c>. The target is never guessed.</summary>
    /// <exception cref="ConfigException">Not of that form.</exception>
    public static LoraSpec Parse(string text)
    {
        if (ReadSuffixed(text) is { } suffixed)
        {
            return suffixed;
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var at = text.LastIndexOf('@');
        var strength = 1.0;
        var hasStrength = at > colon && double.TryParse(text[(at + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out strength) && double.IsFinite(strength);
        var path = colon < 0 ? "" : text[(colon + 1)..(hasStrength ? at : text.Length)];
        return colon > 0 && path.Length > 0 && ReadTarget(text[..colon]) is { } target
            ? new(target, path, hasStrength ? strength : 1.0)
            : throw new ConfigException(new ConfigProblem("--lora", Form, $"'{text}'", "(command line)"));
    }

    internal static IReadOnlyList<LoraSpec> ReadAll(JsonNode? node, string file, List<ConfigProblem> problems)
    {
        const string expected = "{\"target\": \"high_noise\" | \"low_noise\" | \"both\", \"path\": ..., \"strength\": number}";
        var specs = new List<LoraSpec>();
        if (node is not (null or JsonArray))
        {
            problems.Add(new("loras", $"a list of {expected}", node.ToJsonString(), file));
        }

        foreach (var (item, i) in (node as JsonArray ?? []).Select((item, i) => (item as JsonObject ?? [], i)))
        {
            var target = item["target"] is JsonValue t && t.TryGetValue(out string? name) ? ReadTarget(name) : null;
            var path = item["path"] is JsonValue p && p.TryGetValue(out string? text) && text.Length > 0 ? text : null;
            var strength = item["strength"] is null ? 1.0 : item["strength"] is JsonValue s && s.TryGetValue(out double number) ? number : (double?)null;
            if (target is null || path is null || strength is null)
            {
                problems.Add(new($"loras[{i}]", expected, item.ToJsonString(), file));
                continue;
            }

            specs.Add(new(target.Value, path, strength.Value));
        }

        return specs;
    }

    private static LoraSpec? ReadSuffixed(string text)
    {
        var last = text.LastIndexOf(':');
        if (last <= 0 || ReadTarget(text[(last + 1)..]) is not { } target)
        {
            return null;
        }

        var rest = text[..last];
        var colon = rest.LastIndexOf(':');
        return colon > 0 && double.TryParse(rest[(colon + 1)..], NumberStyles.Float, CultureInfo.InvariantCulture, out var strength) && double.IsFinite(strength)
            ? new(target, rest[..colon], strength)
            : new(target, rest, 1.0);
    }

    private static LoraTarget? ReadTarget(string name) => name switch
    {
        "high_noise" or "high_noise_model" or "high" => LoraTarget.HighNoise,
        "low_noise" or "low_noise_model" or "low" => LoraTarget.LowNoise,
        "both" => LoraTarget.Both,
        _ => null,
    };
}
