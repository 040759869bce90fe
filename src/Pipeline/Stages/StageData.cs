using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages;

/// <summary>Named tensors and text that pass between stages; the content of a stage file (docs/stage-files.md).</summary>
public sealed class StageData : IDisposable
{
    /// <summary>Tensors by name, owned by this object.</summary>
    public SortedDictionary<string, Tensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Text by name (prompt, stage, units).</summary>
    public SortedDictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>The tensor of that name.</summary>
    /// <exception cref="CheckpointException">There is none; the message lists what there is.</exception>
    public Tensor this[string name] => Tensors.TryGetValue(name, out var tensor)
        ? tensor
        : throw new CheckpointException($"stage data lacks tensor '{name}'. Present: {string.Join(", ", Tensors.Keys)}.");

    /// <summary>Writes a safetensors file, whole or not at all.</summary>
    public void Save(string path) => SafetensorsWriter.Write(path, Tensors, Metadata);

    /// <summary>Reads a safetensors file; the result owns copies on the CPU.</summary>
    public static StageData Load(string path)
    {
        using var file = SafetensorsFile.Open(path);
        var data = new StageData();
        foreach (var name in file.Tensors.Keys)
        {
            using var view = file.View(name);
            data.Tensors[name] = view.clone().DetachFromDisposeScope();
        }

        foreach (var (key, value) in file.Metadata)
        {
            data.Metadata[key] = value;
        }

        return data;
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }

        Tensors.Clear();
    }
}
