using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>A checkpoint under other names. Owns the one it wraps.</summary>
public sealed class RenamedCheckpoint : ICheckpoint
{
    private readonly ICheckpoint inner;
    private readonly Dictionary<string, string> originals = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);
    private readonly List<string> dropped = [];

    internal RenamedCheckpoint(ICheckpoint inner, KeyLayout layout, Func<string, string?> rename)
    {
        (this.inner, Layout) = (inner, layout);
        foreach (var (name, tensor) in inner.Tensors)
        {
            if (rename(name) is not { } renamed)
            {
                dropped.Add(name);
            }
            else if (!originals.TryAdd(renamed, name))
            {
                throw new CheckpointException($"{inner.Path}: both {Quoted.Text(originals[renamed])} and {Quoted.Text(name)} are {Quoted.Text(renamed)} under upstream's names.");
            }
            else
            {
                tensors.Add(renamed, tensor with { Name = renamed });
            }
        }
    }

    /// <summary>The layout the file has.</summary>
    public KeyLayout Layout { get; }

    /// <summary>Keys that were left out, under the file's names.</summary>
    public IReadOnlyList<string> Dropped => dropped;

    /// <summary>The file's own name for a key.</summary>
    public string NameInFile(string name) => originals.TryGetValue(name, out var original) ? original : throw new CheckpointException($"{Path}: no tensor {Quoted.Text(name)}.");

    public string Path => inner.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

    public Tensor View(string name) => inner.View(NameInFile(name));

    public Tensor? Share(string name) => inner.Share(NameInFile(name));

    public void Prefetch(string name) => inner.Prefetch(NameInFile(name));

    public void Release(string name) => inner.Release(NameInFile(name));

    public void Dispose() => inner.Dispose();
}
