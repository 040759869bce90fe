using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Testing.Weights;

/// <summary>A checkpoint some of whose weights are wrong. Everything else passes through untouched.</summary>
/// <param name="inner">The sound checkpoint; disposed with this one.</param>
/// <param name="faults">What is wrong with it.</param>
public sealed class FaultyCheckpoint(ICheckpoint inner, params IReadOnlyList<WeightFault> faults) : ICheckpoint
{
    private readonly HashSet<string> hit = new(StringComparer.Ordinal);

    public string Path => inner.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => inner.Tensors;

    public IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

    /// <summary>Keys that were handed out changed.</summary>
    public IReadOnlySet<string> Hit => hit;

    public Tensor View(string name)
    {
        var view = inner.View(name);
        foreach (var fault in faults.Where(f => f.Hits(name)))
        {
            using var scope = NewDisposeScope();
            hit.Add(name);
            var changed = fault.Apply(inner.Tensors[name], view).MoveToOuterDisposeScope();
            view.Dispose();
            view = changed;
        }

        return view;
    }

    public void Dispose() => inner.Dispose();
}
