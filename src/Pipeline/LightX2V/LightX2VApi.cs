using System.Text.Json.Nodes;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Hub;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Running;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LightX2V;

/// <summary>LightX2V's entry points; docs/lightx2v.md shows them beside upstream's. What a loaded runner does is <see cref="ILightX2VRunner"/>.</summary>
public static class LightX2VApi
{
    /// <summary>set_config: merges defaults, arguments, config_json and the model's config.json, then reads and checks them.</summary>
    /// <exception cref="ConfigException">Malformed or contradictory; all problems at once.</exception>
    public static PipelineConfig SetConfig(string? configJson, string? modelPath = null, IReadOnlyDictionary<string, JsonNode?>? arguments = null) =>
        PipelineConfig.Load(new()
        {
            ConfigJson = configJson,
            ModelPath = modelPath,
            Arguments = arguments ?? new Dictionary<string, JsonNode?>(),
        });

    /// <summary>init_runner: finds the files and loads every network, once.</summary>
    /// <param name="config">From <see cref="SetConfig"/>, with a model path.</param>
    /// <param name="device">Where it runs; the CPU when null.</param>
    /// <param name="without">Compatibility patches to leave out.</param>
    /// <param name="settings">Where cached snapshots are; null: the process environment.</param>
    /// <exception cref="Hub.Models.ModelFilesException">Parts are missing; all at once.</exception>
    /// <exception cref="Checkpoints.CheckpointException">A part is malformed or of another architecture; nothing stays loaded.</exception>
    public static LightX2VRunner InitRunner(
        PipelineConfig config, Device? device = null, IEnumerable<string>? without = null, HubSettings? settings = null) =>
        new(ImageToVideo.Load(ModelLoader.For(config, device ?? CPU, without, settings)));

    /// <summary>init_empty_input_info: an empty request of the task.</summary>
    /// <exception cref="ConfigException">Another task than i2v.</exception>
    public static InputInfo InitEmptyInputInfo(string task = "i2v") => task == "i2v"
        ? new()
        : throw new ConfigException(new ConfigProblem("task", "i2v (Workbench runs image to video)", $"\"{task}\"", "(call)"));

    /// <summary>
    /// update_input_info_from_dict: copies the keys that are fields. Upstream ignores other keys silently; here each gives a note with the nearest field.
    /// Null values are skipped.
    /// </summary>
    /// <exception cref="ConfigException">A value of the wrong type; nothing is copied then.</exception>
    public static IReadOnlyList<ConfigNote> UpdateInputInfoFromDict(InputInfo info, IEnumerable<KeyValuePair<string, JsonNode?>> values)
    {
        var notes = new List<ConfigNote>();
        var problems = new List<ConfigProblem>();
        var scratch = info with { };
        var pairs = values.Where(v => v.Value is not null).ToList();
        foreach (var (key, value) in pairs)
        {
            if (!InputField.All.TryGetValue(key, out var field))
            {
                notes.Add(new(key, UnknownField(key), "(input info)"));
            }
            else if (!field.TrySet(scratch, value!))
            {
                problems.Add(new(key, field.Expected, value!.ToJsonString(), "(input info)"));
            }
        }

        if (problems.Count > 0)
        {
            throw new ConfigException(problems);
        }

        foreach (var (key, value) in pairs.Where(p => InputField.All.ContainsKey(p.Key)))
        {
            InputField.All[key].TrySet(info, value!);
        }

        return notes;
    }

    private static string UnknownField(string key) => ConfigKeys.All.ContainsKey(key)
        ? "is configuration, not input; ignored (set it in the config JSON)."
        : $"no such input field, ignored. Nearest: {NearestNames.Of(key, InputField.All.Keys, 1)[0]}.";
}
