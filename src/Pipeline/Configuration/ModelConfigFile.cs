using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>The model's own config.json: which one is read, and the diffusers spelling of its keys.</summary>
internal static class ModelConfigFile
{
    /// <summary>In this order, first existing wins; high_noise_model/config.json is never read. Source: LightX2V set_config.py.</summary>
    public static readonly string[] Candidates =
    [
        "config.json",
        "low_noise_model/config.json",
        "distill_models/low_noise_model/config.json",
        "original/config.json",
        "transformer/config.json",
    ];

    public static string? Find(string modelPath) =>
        Candidates.Select(c => Path.Combine(modelPath, c)).FirstOrDefault(File.Exists);

    /// <summary>The keys of the file that the configuration knows; diffusers' names are given LightX2V's.</summary>
    public static JsonObject Read(string path)
    {
        var file = ConfigFile.Read(path);
        var known = new JsonObject();
        foreach (var (key, value) in file)
        {
            var name = key switch
            {
                "num_attention_heads" => "num_heads",
                "in_channels" => "in_dim",
                "out_channels" => "out_dim",
                _ => key,
            };
            if (ConfigKeys.Model.Contains(name) && value is not null)
            {
                known[name] = value.DeepClone();
            }
        }

        // Diffusers gives heads and the size of one.
        if (file["num_attention_heads"] is JsonValue heads && file["attention_head_dim"] is JsonValue size
            && heads.TryGetValue(out int h) && size.TryGetValue(out int s))
        {
            known["dim"] = h * s;
        }

        return known;
    }
}
