using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>An opened weight file (or set of shards): names to tensors, nothing else. Implementations map files, they do not read them.</summary>
public interface ICheckpoint : IDisposable
{
    /// <summary>File or folder, for messages.</summary>
    string Path { get; }

    /// <summary>What the file holds, by state-dict key, in file order.</summary>
    IReadOnlyDictionary<string, StoredTensor> Tensors { get; }

    /// <summary>Free-form metadata of the container.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>
    /// A CPU tensor in the stored dtype over the mapped file, without a copy: read-only, and valid only while the checkpoint is open.
    /// Quantised block types come as raw bytes, uint8 [rows, bytes per row].
    /// </summary>
    /// <exception cref="CheckpointException">There is no tensor of that name.</exception>
    Tensor View(string name);

    /// <summary>
    /// As <see cref="View"/>, but the tensor outlives the checkpoint and may be changed in place: it lies in a copy-on-write mapping that stays for the life of
    /// the process. Null where that is not possible (data that is not aligned or not contiguous); then a copy must do.
    /// </summary>
    Tensor? Share(string name) => null;

    /// <summary>Says that a tensor is about to be read in whole. Only a hint.</summary>
    void Prefetch(string name)
    {
    }

    /// <summary>Says that a tensor has been copied and its mapped pages may go. Only a hint: it may be viewed again.</summary>
    void Release(string name)
    {
    }
}
