using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models;

/// <summary>
/// A checkpoint seen under the names a network asks for: older spellings are renamed, and keys that belong to another network in the
/// same file (Whisper's decoder) are left out. Everything else stays, so that loading remains strict.
/// </summary>
internal sealed class RenamedCheckpoint : ICheckpoint
{
    private readonly ICheckpoint inner;
    private readonly Dictionary<string, string> original = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);

    /// <param name="inner">Stays owned by the caller.</param>
    /// <param name="rename">New name of a key, or null to leave it out.</param>
    public RenamedCheckpoint(ICheckpoint inner, Func<string, string?> rename)
    {
        this.inner = inner;
        foreach (var (key, stored) in inner.Tensors)
        {
            if (rename(key) is not { } name)
            {
                continue;
            }

            if (!original.TryAdd(name, key))
            {
                throw new CheckpointException($"{inner.Path}: {key} and {original[name]} are both names for {name}.");
            }

            tensors.Add(name, stored with { Name = name });
        }
    }

    public string Path => inner.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata => inner.Metadata;

    public Tensor View(string name) => original.TryGetValue(name, out var key)
        ? inner.View(key)
        : throw new CheckpointException($"{Path}: no tensor '{name}'.");

    public void Dispose()
    {
    }
}
