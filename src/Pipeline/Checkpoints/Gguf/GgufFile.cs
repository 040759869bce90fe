using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>One GGUF file (version 2 or 3), memory-mapped and strictly checked when opened. Each tensor has its own type; none is inferred from the file's name.</summary>
public sealed class GgufFile : ICheckpoint
{
    private readonly MappedFile file;
    private readonly long dataStart;
    private readonly Dictionary<string, GgufTensor> places = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);

    private GgufFile(MappedFile file, GgufHeader header)
    {
        this.file = file;
        dataStart = header.DataStart;
        Version = header.Version;
        Metadata = header.Metadata.ToDictionary(pair => pair.Key, pair => pair.Value.Text, StringComparer.Ordinal);
        foreach (var tensor in header.Tensors)
        {
            tensors.Add(tensor.Stored.Name, tensor.Stored);
            places.Add(tensor.Stored.Name, tensor);
        }
    }

    public string Path => file.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    /// <summary>Every key; scalars and short arrays as text, long ones cut short.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Version of the container, 2 or 3.</summary>
    public uint Version { get; }

    /// <summary><c>general.architecture</c>, such as <c>wan</c> or <c>t5encoder</c>; null when the file does not say.</summary>
    public string? Architecture => Metadata.GetValueOrDefault("general.architecture");

    /// <summary>Maps the file and checks all of its header.</summary>
    /// <exception cref="CheckpointException">Missing or malformed; the message names the defect and where it stands.</exception>
    public static GgufFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            return new(file, GgufHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public Tensor View(string name)
    {
        var (offset, shape, dtype, size) = Elements(name);
        return MappedTensor.View(file, offset, shape, dtype, size);
    }

    public Tensor? Share(string name)
    {
        var (offset, shape, dtype, size) = Elements(name);
        return MappedTensor.Share(file, offset, shape, dtype, size);
    }

    public void Prefetch(string name)
    {
        var tensor = Place(name);
        file.Populate(dataStart + tensor.Offset, tensor.Stored.ByteLength);
    }

    public void Release(string name)
    {
        var tensor = Place(name);
        file.Release(dataStart + tensor.Offset, tensor.Stored.ByteLength);
    }

    public void Dispose() => file.Dispose();

    /// <summary>A tensor as torch sees it: quantised ones as bytes, a row of blocks to a row.</summary>
    private (long Offset, long[] Shape, ScalarType Dtype, int ElementSize) Elements(string name)
    {
        var (stored, offset, rowBytes) = Place(name);
        return stored.Type.TorchType() is { } dtype
            ? (dataStart + offset, stored.Shape, dtype, stored.Type.ElementSize())
            : (dataStart + offset, [rowBytes == 0 ? 0 : stored.ByteLength / rowBytes, rowBytes], ScalarType.Byte, 1);
    }

    private GgufTensor Place(string name) =>
        places.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException($"{Path}: no tensor {Quoted.Text(name)}.");
}
