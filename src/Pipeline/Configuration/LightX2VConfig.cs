using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>A configuration as LightX2V's set_config assembles it: keys, values, and for each the layer that set it.</summary>
public sealed class LightX2VConfig
{
    private const string OwnPrefix = "workbench.";

    private readonly SortedDictionary<string, ConfigValue> values = new(StringComparer.Ordinal);
    private readonly List<ConfigNote> notes = [];

    private LightX2VConfig(string file, string? modelPath)
    {
        File = file;
        ModelPath = modelPath;
    }

    /// <summary>The configuration's main file, for messages.</summary>
    public string File { get; }

    /// <summary>The model folder, if one was given.</summary>
    public string? ModelPath { get; }

    /// <summary>Merged values. Null values count as absent, as upstream's None does.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Values => values;

    /// <summary>What was noticed while merging: unknown keys, rounded frame counts, overridden values.</summary>
    public IReadOnlyList<ConfigNote> Notes => notes;

    /// <summary>
    /// Merges defaults, arguments, the JSON, the model's config.json (which beats the JSON), that of dit_quantized_ckpt, and Workbench's overrides;
    /// then takes num_inference_steps for a missing infer_steps and rounds the frame count. Source: LightX2V lightx2v/utils/set_config.py.
    /// </summary>
    /// <exception cref="ConfigException">A file is missing or malformed, or a value is of the wrong JSON type.</exception>
    public static LightX2VConfig Load(ConfigRequest request)
    {
        var json = request.ConfigJson is { } name ? ConfigLocator.Find(name) : null;
        var config = new LightX2VConfig(json ?? "(command line)", request.ModelPath);
        config.Merge(ConfigDefaults.Values, ConfigDefaults.Source);
        config.Merge(request.Arguments.Where(a => !InputFields.All.Contains(a.Key)), "(arguments)");
        if (json is not null)
        {
            config.Merge(ConfigFile.Read(json), json);
        }

        config.MergeModel(request.ModelPath);
        config.Merge(request.Overrides, "(command line)");
        ConfigTypes.Check(config.values);
        config.notes.AddRange(UnknownKeys.Notes(config.values));
        config.UseStepAlias();
        if (FrameRule.Apply(config.values) is { } rounded)
        {
            config.notes.Add(rounded);
        }

        return config;
    }

    private void MergeModel(string? modelPath)
    {
        if (modelPath is null)
        {
            return;
        }

        if (!Directory.Exists(modelPath))
        {
            throw new ConfigException(new ConfigProblem("model_path", "an existing folder", $"'{modelPath}'", File));
        }

        values["model_path"] = new(JsonValue.Create(modelPath), "(command line)");
        if (ModelConfigFile.Find(modelPath) is { } model)
        {
            Merge(ModelConfigFile.Read(model), model);
        }

        if (values.TryGetValue("dit_quantized_ckpt", out var quantised) && quantised.Value is JsonValue text && text.TryGetValue(out string? folder)
            && ModelConfigFile.Find(folder) is { } own && own.EndsWith(Path.Combine(folder, "config.json"), StringComparison.Ordinal))
        {
            Merge(ModelConfigFile.Read(own), own);
        }
    }

    private void Merge(IEnumerable<KeyValuePair<string, JsonNode?>> layer, string source)
    {
        foreach (var (given, value) in layer)
        {
            if (value is null)
            {
                continue;
            }

            if (given.StartsWith(OwnPrefix, StringComparison.Ordinal))
            {
                MergeOwn(given[OwnPrefix.Length..], value, source);
                continue;
            }

            var key = ConfigKeys.Aliases.GetValueOrDefault(given, given);
            if (values.TryGetValue(key, out var old) && ConfigKeys.Model.Contains(key) && !JsonNode.DeepEquals(old.Value, value))
            {
                notes.Add(new(key, $"{value.ToJsonString()} of {source} beats {old.Value.ToJsonString()} of {old.Source}.", source));
            }

            // Parsed again: values built in code and values read from a file must answer to the same TryGetValue.
            values[key] = new(JsonNode.Parse(value.ToJsonString())!, source);
        }
    }

    /// <summary>One key inside the object <c>workbench</c>, given as <c>workbench.key</c> on a command line.</summary>
    private void MergeOwn(string key, JsonNode value, string source)
    {
        var own = values.TryGetValue("workbench", out var old) ? (JsonObject)old.Value.DeepClone() : [];
        own[key] = value.DeepClone();
        values["workbench"] = new(own, source);
    }

    private void UseStepAlias()
    {
        if (!values.ContainsKey("infer_steps") && values.TryGetValue("num_inference_steps", out var steps))
        {
            values["infer_steps"] = steps;
        }
    }
}
