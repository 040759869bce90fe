using System.Globalization;
using System.Text.Json.Nodes;
using Workbench.Interactive.Notebooks;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Interactive.Reports;

/// <summary>A folder written by <c>workbench generate --save-stages</c>: a stage file per stage and role, <c>12.steps</c>, and <c>run.json</c>.</summary>
internal sealed class SavedRun : IDisposable
{
    private const string StepsFile = "12.steps";

    private readonly JsonObject facts;

    private SavedRun(JsonObject facts, IReadOnlyDictionary<string, StageData> stages, StageData? steps) =>
        (this.facts, Stages, Steps) = (facts, stages, steps is null ? [] : Records(steps));

    /// <summary>By stage and role, in order of the names.</summary>
    public IReadOnlyDictionary<string, StageData> Stages { get; }

    /// <summary>Empty when the run did not keep them.</summary>
    public IReadOnlyList<StepRecord> Steps { get; }

    /// <summary>Seconds per stage.</summary>
    public IReadOnlyList<(string Name, double Value)> Times =>
        facts["times"] is JsonArray times ? [.. times.Select(t => (t!["stage"]!.GetValue<string>(), t["seconds"]!.GetValue<double>()))] : [];

    /// <summary>Everything else that was noted.</summary>
    public IEnumerable<(string Name, string Value)> Facts => facts.Where(f => f.Key != "times").Select(f => (f.Key, f.Value?.ToString() ?? ""));

    public double FramesPerSecond => facts["fps"]?.GetValue<double>() ?? 16;

    public static SavedRun Open(string folder)
    {
        var files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToList() : [];
        if (files.Count == 0)
        {
            throw new NotebookException($"{folder}: no saved run.\nExpected a folder written by workbench generate --save-stages.\nNext: workbench generate --save-stages {folder}", 6);
        }

        var facts = Path.Combine(folder, "run.json");
        var data = files.ToDictionary(f => Path.GetFileNameWithoutExtension(f), StageData.Load, StringComparer.Ordinal);
        var steps = data.GetValueOrDefault(StepsFile);
        data.Remove(StepsFile);
        return new(File.Exists(facts) ? JsonNode.Parse(File.ReadAllText(facts))!.AsObject() : [], new SortedDictionary<string, StageData>(data, StringComparer.Ordinal), steps);
    }

    public IEnumerable<(string Name, Tensor Tensor)> AllTensors() =>
        Stages.Where(s => !s.Key.StartsWith("13", StringComparison.Ordinal)).SelectMany(Named)
            .Concat(Steps.SelectMany(s => new[] { ($"step {s.Index} velocity", s.Velocity), ($"step {s.Index} latents", s.Latents) }))
            .Concat(Stages.Where(s => s.Key.StartsWith("13", StringComparison.Ordinal)).SelectMany(Named));

    public Tensor? Find(string name) => AllTensors().FirstOrDefault(t => t.Name == name).Tensor;

    public void Dispose()
    {
        foreach (var data in Stages.Values)
        {
            data.Dispose();
        }

        foreach (var step in Steps)
        {
            step.Latents.Dispose();
            step.Velocity.Dispose();
        }
    }

    private static IEnumerable<(string, Tensor)> Named(KeyValuePair<string, StageData> stage) => stage.Value.Tensors.Select(t => ($"{stage.Key} {t.Key}", t.Value));

    private static IReadOnlyList<StepRecord> Records(StageData data)
    {
        var count = data.Tensors.Keys.Count(k => k.StartsWith("latents.", StringComparison.Ordinal));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var number = i.ToString("000", CultureInfo.InvariantCulture);
            var words = data.Metadata[$"step.{number}"].Split(' ');
            return new StepRecord(i, double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture), words[2] == "high" ? Expert.High : Expert.Low, data[$"latents.{number}"], data[$"velocity.{number}"]);
        })];
    }
}
