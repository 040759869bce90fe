using System.Text.Json.Nodes;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Configuration.Application;

/// <summary>
/// The application's own settings, configs/workbench.json: which pipeline configuration and model to take, where things lie,
/// whether lip-sync runs, and which LoRAs are on. What is said on the command line wins.
/// </summary>
public sealed record WorkbenchSettings
{
    /// <summary>LightX2V configuration by name or path.</summary>
    public string Config { get; init; } = "tiny_i2v";

    /// <summary>Quantisation in place of the configuration's (wan22_dit_quant_scheme); null: as configured.</summary>
    public string? QuantScheme { get; init; }

    /// <summary>Model folder, hub repository, or "tiny" for the embedded one.</summary>
    public string Model { get; init; } = "tiny";

    /// <summary>Folder of the videos.</summary>
    public string Output { get; init; } = "out";

    /// <summary>Folder of the lip-sync model; null: none.</summary>
    public string? LipSyncModel { get; init; }

    /// <summary>config.video.enabled: lip-sync after generation. Off unless asked for.</summary>
    public bool VideoEnabled { get; init; }

    /// <summary>LoRAs that are on from the start.</summary>
    public IReadOnlyList<LoraSpec> Loras { get; init; } = [];

    /// <summary>Unknown keys.</summary>
    public IReadOnlyList<ConfigNote> Notes { get; init; } = [];

    /// <summary>Every key that is read: section, then keys.</summary>
    internal static readonly IReadOnlyDictionary<string, string[]> Keys = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["lightx2v"] = ["config", "wan22_dit_quant_scheme"],
        ["paths"] = ["model", "output", "lip_sync_model"],
        ["video"] = ["enabled"],
        ["loras"] = [],
    };

    /// <summary>Reads <paramref name="path"/>, or the shipped configs/workbench.json.</summary>
    /// <exception cref="ConfigException">Missing, malformed, or a value of the wrong type.</exception>
    public static WorkbenchSettings Load(string? path = null)
    {
        var file = path ?? Path.Combine(ConfigLocator.Folder(), "workbench.json");
        var root = ConfigFile.Read(file);
        var problems = new List<ConfigProblem>();
        var defaults = new WorkbenchSettings();
        var settings = new WorkbenchSettings
        {
            Config = Text(root, "lightx2v", "config", file, problems) ?? defaults.Config,
            QuantScheme = Text(root, "lightx2v", "wan22_dit_quant_scheme", file, problems),
            Model = Text(root, "paths", "model", file, problems) ?? defaults.Model,
            Output = Text(root, "paths", "output", file, problems) ?? defaults.Output,
            LipSyncModel = Text(root, "paths", "lip_sync_model", file, problems),
            VideoEnabled = Flag(root, "video", "enabled", file, problems),
            Loras = LoraSpec.ReadAll(root["loras"], file, problems),
            Notes = [.. Unknown(root, file)],
        };
        return problems.Count == 0 ? settings : throw new ConfigException(problems);
    }

    private static IEnumerable<ConfigNote> Unknown(JsonObject root, string file)
    {
        foreach (var (section, value) in root.Where(s => !s.Key.StartsWith('$')))
        {
            if (!Keys.TryGetValue(section, out var keys))
            {
                yield return new(section, $"unknown section, ignored. Nearest: {NearestNames.Of(section, Keys.Keys, 1)[0]}.", file);
                continue;
            }

            foreach (var key in (value as JsonObject ?? []).Select(k => k.Key).Except(keys))
            {
                yield return new($"{section}.{key}", $"unknown key, ignored. Nearest: {NearestNames.Of(key, keys, 1)[0]}.", file);
            }
        }
    }

    private static string? Text(JsonObject root, string section, string key, string file, List<ConfigProblem> problems)
    {
        if (Node(root, section, key, file, problems) is not { } node)
        {
            return null;
        }

        if (node is JsonValue value && value.TryGetValue(out string? text))
        {
            return text.Length > 0 ? text : null;
        }

        problems.Add(new($"{section}.{key}", "a string or null", node.ToJsonString(), file));
        return null;
    }

    private static bool Flag(JsonObject root, string section, string key, string file, List<ConfigProblem> problems)
    {
        if (Node(root, section, key, file, problems) is not { } node)
        {
            return false;
        }

        if (node is JsonValue value && value.TryGetValue(out bool flag))
        {
            return flag;
        }

        problems.Add(new($"{section}.{key}", "true or false", node.ToJsonString(), file));
        return false;
    }

    private static JsonNode? Node(JsonObject root, string section, string key, string file, List<ConfigProblem> problems)
    {
        if (root[section] is null or JsonObject)
        {
            return root[section]?[key];
        }

        if (problems.All(p => p.Key != section))
        {
            problems.Add(new(section, "an object", root[section]!.ToJsonString(), file));
        }

        return null;
    }
}
