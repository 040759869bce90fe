using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>
/// A state dict saved by torch.save (the zip format of PyTorch 1.6 and later: .pth, .pt, .bin, .ckpt), memory-mapped. The pickle inside is
/// read by an allow-list interpreter that can only build tensors and containers; it never executes anything and names no module or type of its own.
/// </summary>
public sealed class TorchFile : ICheckpoint
{
    private readonly MappedFile file;
    private readonly Dictionary<string, PickleTensor> places = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);

    private TorchFile(MappedFile file, OrderedDictionary<string, PickleTensor> content)
    {
        this.file = file;
        foreach (var (name, tensor) in content)
        {
            places.Add(name, tensor);
            tensors.Add(name, new(name, tensor.Type, tensor.Shape, ByteCount.Of(tensor.Type, tensor.Shape)!.Value));
        }
    }

    public string Path => file.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    /// <summary>Empty: the format has no metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>();

    /// <summary>Maps the file and interprets its pickle; tensors stay in the mapping.</summary>
    /// <exception cref="CheckpointException">Missing, malformed, hostile, or not a state dict; the message names the defect.</exception>
    public static TorchFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            var archive = TorchArchive.Open(file);
            var pickle = archive.Pickle();
            return new(file, StateDict.Flatten(path, PickleMachine.Run(archive, pickle), pickle.Length));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The tensor over the mapped storage, with the strides it was saved with: it need not be contiguous.</summary>
    public Tensor View(string name)
    {
        var tensor = Place(name);
        var (dtype, size) = (tensor.Type.TorchType()!.Value, tensor.Type.ElementSize());
        return tensor.Extent == 0
            ? empty(tensor.Shape, dtype)
            : MappedTensor.View(file, Begin(tensor), tensor.Extent * size, tensor.Shape, tensor.Strides, dtype, size);
    }

    public Tensor? Share(string name)
    {
        var tensor = Place(name);
        return IsContiguous(tensor)
            ? MappedTensor.Share(file, Begin(tensor), tensor.Shape, tensor.Type.TorchType()!.Value, tensor.Type.ElementSize())
            : null;
    }

    public void Prefetch(string name)
    {
        var tensor = Place(name);
        file.Populate(Begin(tensor), tensor.Extent * tensor.Type.ElementSize());
    }

    public void Release(string name)
    {
        var tensor = Place(name);
        file.Release(Begin(tensor), tensor.Extent * tensor.Type.ElementSize());
    }

    public void Dispose() => file.Dispose();

    private static bool IsContiguous(PickleTensor tensor)
    {
        long stride = 1;
        for (var i = tensor.Shape.Length - 1; i >= 0; i--)
        {
            if (tensor.Shape[i] != 1 && tensor.Strides[i] != stride)
            {
                return false;
            }

            stride *= tensor.Shape[i];
        }

        return true;
    }

    private static long Begin(PickleTensor tensor) => tensor.Storage.Offset + tensor.Offset * tensor.Type.ElementSize();

    private PickleTensor Place(string name) =>
        places.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException($"{Path}: no tensor {Quoted.Text(name)}.");
}
