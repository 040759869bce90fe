namespace Workbench.Pipeline.Checkpoints;

/// <summary>One tensor of a checkpoint, from headers alone.</summary>
/// <param name="Name">State-dict key.</param>
/// <param name="Type">Element or block type on disk.</param>
/// <param name="Shape">Logical shape, outermost first, also for quantised types.</param>
/// <param name="ByteLength">Bytes on disk.</param>
public sealed record StoredTensor(string Name, StoredType Type, long[] Shape, long ByteLength)
{
    /// <summary>
    /// Whether the container may have merged or dropped dimensions: GGUF writers store at most four and leave out ones,
    /// so that [256,36,1,2,2] may arrive as [9216,1,2,2]. Row-major order is kept.
    /// </summary>
    public bool Folded { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>
    /// Whether the stored elements can be presented in <paramref name="shape"/>: the same shape, or, for a folded tensor,
    /// one from which it arises by merging neighbours and dropping ones. A transposed or regrouped shape never fits.
    /// </summary>
    public bool Fits(ReadOnlySpan<long> shape)
    {
        if (shape.SequenceEqual(Shape))
        {
            return true;
        }

        if (!Folded)
        {
            return false;
        }

        // Walk both from the innermost side: each stored dimension must be a product of whole requested ones.
        var next = shape.Length - 1;
        for (var i = Shape.Length - 1; i >= 0; i--)
        {
            long product = 1;
            while (product < Shape[i])
            {
                if (next < 0)
                {
                    return false;
                }

                product *= shape[next--];
            }

            if (product != Shape[i])
            {
                return false;
            }
        }

        while (next >= 0 && shape[next] == 1)
        {
            next--;
        }

        return next < 0;
    }

    public override string ToString() => $"{Name} {Type}[{string.Join(",", Shape)}]";
}
