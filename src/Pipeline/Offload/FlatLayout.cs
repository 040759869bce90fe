using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Offload;

/// <summary>Where each parameter of a block stands in one flat buffer, so that a whole block moves in one copy.</summary>
public sealed class FlatLayout
{
    /// <summary>Keeps every tensor aligned for 16-byte accesses and cuBLAS (256 bytes, as torch's own allocator).</summary>
    private const long Alignment = 256;

    private readonly OrderedDictionary<string, (long Offset, long[] Shape, ScalarType Dtype)> places = new(StringComparer.Ordinal);

    /// <summary>Bytes of the buffer.</summary>
    public long Bytes { get; private set; }

    /// <summary>Names in order.</summary>
    public IEnumerable<string> Names => places.Keys;

    /// <summary>Appends a place.</summary>
    public void Add(string name, long[] shape, ScalarType dtype, long elementSize)
    {
        places.Add(name, (Bytes, shape, dtype));
        var bytes = shape.Aggregate(elementSize, (a, b) => a * b);
        Bytes += (bytes + Alignment - 1) / Alignment * Alignment;
    }

    /// <summary>The tensor of that name in a buffer of bytes on any device, as a view.</summary>
    /// <param name="buffer">uint8 [Bytes].</param>
    public Tensor View(Tensor buffer, string name)
    {
        var (offset, shape, dtype) = places[name];
        var bytes = shape.Aggregate(1L, (a, b) => a * b) * ElementSize(dtype);
        using var part = buffer.narrow(0, offset, bytes);
        using var typed = Aten.Call("aten::view", "dtype", part, dtype);
        return typed.view(shape);
    }

    /// <summary>Whether two layouts place equal tensors equally (block offload needs equal blocks).</summary>
    public bool Equals(FlatLayout other) =>
        places.Count == other.places.Count && places.Zip(other.places).All(p =>
            p.First.Key == p.Second.Key && p.First.Value.Offset == p.Second.Value.Offset
            && p.First.Value.Dtype == p.Second.Value.Dtype && p.First.Value.Shape.AsSpan().SequenceEqual(p.Second.Value.Shape));

    public override bool Equals(object? obj) => obj is FlatLayout other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(places.Count, Bytes);

    private static long ElementSize(ScalarType dtype) => dtype switch
    {
        ScalarType.Float64 or ScalarType.Int64 => 8,
        ScalarType.Float32 or ScalarType.Int32 => 4,
        ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Int16 => 2,
        _ => 1,
    };
}
