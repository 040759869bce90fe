namespace Workbench.Pipeline.Checkpoints;

/// <summary>One tensor of a checkpoint, from headers alone.</summary>
/// <param name="Name">State-dict key.</param>
/// <param name="Type">Element or block type on disk.</param>
/// <param name="Shape">Logical shape, outermost first, also for quantised types.</param>
/// <param name="ByteLength">Bytes on disk.</param>
public sealed record StoredTensor(string Name, StoredType Type, long[] Shape, long ByteLength)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    public override string ToString() => $"{Name} {Type}[{string.Join(",", Shape)}]";
}
