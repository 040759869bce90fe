using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>LoRAs and how they are applied.</summary>
/// <param name="Entries">In list order.</param>
/// <param name="Dynamic">Factors kept and added at run time; otherwise merged into the weights.</param>
public sealed record LoraConfig(IReadOnlyList<LoraEntry> Entries, bool Dynamic)
{
    internal static LoraConfig Read(ConfigReader reader, QuantScheme quant)
    {
        var entries = new List<LoraEntry>();
        foreach (var (item, i) in (reader.Node("lora_configs") as JsonArray ?? []).Select((item, i) => (item as JsonObject ?? [], i)))
        {
            var name = Text(item, "name");
            var path = Text(item, "path");
            var strength = item["strength"] is null ? 1.0 : item["strength"] is JsonValue v && v.TryGetValue(out double s) ? s : double.NaN;
            if (name is not ("high_noise_model" or "low_noise_model") || string.IsNullOrEmpty(path) || double.IsNaN(strength))
            {
                reader.Problem("lora_configs", $"entry {i}: name high_noise_model or low_noise_model, path, strength (a number)", item.ToJsonString());
                continue;
            }

            entries.Add(new(name == "high_noise_model", path, strength));
        }

        var dynamic = reader.Flag("lora_dynamic_apply", false);
        if (entries.Count > 0 && quant.Family != QuantFamily.None && !dynamic)
        {
            reader.Problem("lora_dynamic_apply", $"true, as a LoRA cannot be merged into {quant.Name} weights");
        }

        if (entries.Count > 0 && (entries.All(e => e.High) || entries.All(e => !e.High)))
        {
            reader.Note("lora_configs", $"only the {(entries[0].High ? "high" : "low")}-noise expert has a LoRA; the other one stays plain.");
        }

        return new(entries, dynamic);
    }

    private static string? Text(JsonObject item, string key) => item[key] is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
