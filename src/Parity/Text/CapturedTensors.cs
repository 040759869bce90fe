using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.Text;

/// <summary>Keeps a clone of each tensor whose name is asked for.</summary>
internal sealed class CapturedTensors(IReadOnlyCollection<string> names) : ITapSink, IDisposable
{
    private readonly Dictionary<string, Tensor> tensors = [];

    /// <summary>The tensor that passed under this name.</summary>
    public Tensor this[string name] => tensors.TryGetValue(name, out var tensor) ? tensor : throw new KeyNotFoundException($"no tensor passed the tap '{name}'.");

    public Tensor Pass(string path, Tensor tensor)
    {
        if (names.Contains(path))
        {
            tensors[path] = tensor.clone().DetachFromDisposeScope();
        }

        return tensor;
    }

    public void Dispose()
    {
        foreach (var tensor in tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
