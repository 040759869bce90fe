using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Listening;

/// <summary>Keeps whole tensors, copied to the host, for a safetensors file. Holds everything until saved: filter before it on full-size models.</summary>
public sealed class RecordingSink : ITapSink, IDisposable
{
    private readonly List<KeyValuePair<string, Tensor>> recorded = [];

    /// <summary>What was recorded, in order of passing.</summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Recorded => recorded;

    public Tensor Pass(string path, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        recorded.Add(new(path, tensor.detach().to(tensor.dtype, CPU, copy: true).DetachFromDisposeScope()));
        return tensor;
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path) => SafetensorsWriter.Write(path, recorded);

    public void Dispose()
    {
        foreach (var (_, tensor) in recorded)
        {
            tensor.Dispose();
        }

        recorded.Clear();
    }
}
