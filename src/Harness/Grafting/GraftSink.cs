using Workbench.Harness.Listening;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Grafting;

/// <summary>Puts tensors from files in at taps, cast to the device and dtype of what they replace.</summary>
public sealed class GraftSink : ITapSink, IDisposable
{
    private readonly Dictionary<string, Tensor> grafts = new(StringComparer.Ordinal);
    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>Reads the tensors.</summary>
    /// <exception cref="CheckpointException">A file or tensor is missing.</exception>
    public static GraftSink Load(IEnumerable<GraftRequest> requests)
    {
        var sink = new GraftSink();
        foreach (var request in requests)
        {
            using var file = SafetensorsFile.Open(request.File);
            using var view = file.View(request.Tensor);
            sink.grafts[request.Tap] = view.clone().DetachFromDisposeScope();
        }

        return sink;
    }

    /// <summary>Taps at which something was put in.</summary>
    public IReadOnlySet<string> Used => used;

    /// <exception cref="CheckpointException">The graft has another shape.</exception>
    public Tensor Pass(string path, Tensor tensor)
    {
        if (!grafts.TryGetValue(path, out var graft) && !grafts.TryGetValue(TapName.Bare(path), out graft))
        {
            return tensor;
        }

        used.Add(path);
        return graft.shape.AsSpan().SequenceEqual(tensor.shape)
            ? graft.to(tensor.dtype, tensor.device, copy: true)
            : throw new CheckpointException($"the graft for {path} has shape [{string.Join(",", graft.shape)}], expected [{string.Join(",", tensor.shape)}].");
    }

    public void Dispose()
    {
        foreach (var graft in grafts.Values)
        {
            graft.Dispose();
        }

        grafts.Clear();
    }
}
