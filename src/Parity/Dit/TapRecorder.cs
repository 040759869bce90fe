using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>Keeps a copy of every tensor that passes, in order.</summary>
internal sealed class TapRecorder : ITapSink, IDisposable
{
    public OrderedDictionary<string, Tensor> Tensors { get; } = new(StringComparer.Ordinal);

    public Tensor Pass(string path, Tensor tensor)
    {
        Tensors.Add(path, tensor.clone().DetachFromDisposeScope());
        return tensor;
    }

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
