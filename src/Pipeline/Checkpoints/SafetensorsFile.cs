using System.Buffers.Binary;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>One safetensors file, memory-mapped and strictly checked when opened.</summary>
public sealed class SafetensorsFile : ICheckpoint
{
    /// <summary>The format's own limit on the header.</summary>
    internal const ulong MaxHeader = 100_000_000;

    private readonly MappedFile file;
    private readonly Dictionary<string, long> offsets = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(MappedFile file, SafetensorsHeader.Content header, long dataStart)
    {
        this.file = file;
        Metadata = header.Metadata;
        foreach (var (tensor, begin) in header.Entries)
        {
            tensors.Add(tensor.Name, tensor);
            offsets.Add(tensor.Name, dataStart + begin);
        }
    }

    public string Path => file.Path;

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Maps the file and checks header, layout and length.</summary>
    /// <exception cref="CheckpointException">Missing or malformed; the message names the defect.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new MappedFile(path);
        try
        {
            if (file.Length < 8)
            {
                throw new CheckpointException($"{path}: {file.Length} bytes are too few for a safetensors file, which begins with a length of 8 bytes.");
            }

            var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span(0, 8));
            if (length > Math.Min(MaxHeader, (ulong)file.Length - 8))
            {
                throw new CheckpointException($"{path}: the header claims {length} bytes, the file has {file.Length - 8} after its length (truncated, or not a safetensors file).");
            }

            var header = SafetensorsHeader.Parse(path, file.Span(8, (int)length), file.Length - 8 - (long)length);
            return new(file, header, 8 + (long)length);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public Tensor View(string name)
    {
        var tensor = Stored(name);
        return MappedTensor.View(file, offsets[name], tensor.Shape, tensor.Type.TorchType()!.Value, tensor.Type.ElementSize());
    }

    public Tensor? Share(string name)
    {
        var tensor = Stored(name);
        return MappedTensor.Share(file, offsets[name], tensor.Shape, tensor.Type.TorchType()!.Value, tensor.Type.ElementSize());
    }

    public void Prefetch(string name)
    {
        var length = Stored(name).ByteLength;
        file.Populate(offsets[name], length);
    }

    public void Release(string name)
    {
        var length = Stored(name).ByteLength;
        file.Release(offsets[name], length);
    }

    public void Dispose() => file.Dispose();

    private StoredTensor Stored(string name) =>
        tensors.TryGetValue(name, out var tensor) ? tensor : throw new CheckpointException($"{Path}: no tensor {Quoted.Text(name)}.");
}
