using System.Text.Json;
using Workbench.Harness.Comparison;
using Workbench.Harness.Golden;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Harness.Calibration;

/// <summary>The calibration of a device class: <c>CLASS.calibration.json</c> beside its goldens. Replaced in one step, like they are.</summary>
/// <param name="Format">Version of this file.</param>
/// <param name="Stages">Measurements by stage.</param>
public sealed record CalibrationFile(int Format, SortedDictionary<string, StageCalibration> Stages)
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    /// <summary>The limits of a stage, or null when it was not calibrated.</summary>
    public TapLimits? Limits(string stage)
    {
        if (!Stages.TryGetValue(stage, out var evidence) || evidence.Taps.Count == 0)
        {
            return null;
        }

        var taps = evidence.Taps.ToDictionary(tap => tap.Tap, tap => LimitRule.Of(tap, evidence), StringComparer.Ordinal);
        var loosest = taps.Values.MaxBy(limit => limit.Relative)! with { Origin = "this tap was not calibrated; the loosest limit of the stage" };
        return new(taps, loosest);
    }

    /// <summary>Reads the calibration of a class; empty when there is none.</summary>
    /// <exception cref="CheckpointException">The file is not readable.</exception>
    public static CalibrationFile Load(GoldenStore store, string deviceClass)
    {
        var path = PathOf(store, deviceClass);
        if (!File.Exists(path))
        {
            return new(CurrentFormat, new(StringComparer.Ordinal));
        }

        try
        {
            var file = JsonSerializer.Deserialize<CalibrationFile>(File.ReadAllText(path), Options) ?? throw new JsonException("empty");
            return file.Format == CurrentFormat ? file : throw new JsonException($"format {file.Format}, expected {CurrentFormat}");
        }
        catch (JsonException e)
        {
            throw new CheckpointException($"{path}: not a readable calibration: {e.Message}", e);
        }
    }

    /// <summary>Writes the file in one step.</summary>
    /// <exception cref="GoldenException">Under CI.</exception>
    public void Save(GoldenStore store, string deviceClass, Action<string>? step = null)
    {
        store.RefuseUnderCi("calibrated");
        Directory.CreateDirectory(store.Folder);
        new GoldenFiles(step).Replace(PathOf(store, deviceClass), Write());
    }

    /// <summary>One line a tap, as in the manifests.</summary>
    private string Write()
    {
        var stages = Stages.Select(stage =>
        {
            var head = JsonSerializer.Serialize(stage.Value with { Taps = [] }, Options);
            var taps = string.Join(",\n      ", stage.Value.Taps.Select(tap => JsonSerializer.Serialize(tap, Options)));
            return $"    {JsonSerializer.Serialize(stage.Key)}: {head[..^2]}\n      {taps}\n    ]}}";
        });
        return $"{{\n  \"format\": {Format},\n  \"stages\": {{\n{string.Join(",\n", stages)}\n  }}\n}}\n";
    }

    private static string PathOf(GoldenStore store, string deviceClass) => Path.Combine(store.Folder, deviceClass + ".calibration.json");
}
