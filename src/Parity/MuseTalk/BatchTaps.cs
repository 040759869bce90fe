using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Collects tensors that pass once per batch, by the last part of their name.</summary>
internal sealed class BatchTaps(params string[] names) : ITapSink, IDisposable
{
    private readonly Dictionary<string, List<Tensor>> tensors = names.ToDictionary(n => n, _ => new List<Tensor>());

    public Tensor Pass(string path, Tensor tensor)
    {
        var name = path[(path.LastIndexOf('/') + 1)..];
        if (path.Count(c => c == '/') == 1 && tensors.TryGetValue(name, out var list))
        {
            list.Add(tensor.detach().cpu().clone().DetachFromDisposeScope());
        }

        return tensor;
    }

    /// <summary>All batches, one after the other.</summary>
    public Tensor Of(string name) => cat(tensors[name], 0);

    public void Dispose()
    {
        foreach (var tensor in tensors.Values.SelectMany(list => list))
        {
            tensor.Dispose();
        }
    }
}
