namespace Workbench.Pipeline.Checkpoints;

/// <summary>Sizes of tensors from shapes that a file claims, without trusting them.</summary>
internal static class ByteCount
{
    /// <summary>
    /// Bytes of a tensor, or null where the product of its dimensions (zeros left out, so that no later multiplication can wrap)
    /// passes 2^63, or the last dimension is no multiple of the type's block.
    /// </summary>
    public static long? Of(StoredType type, ReadOnlySpan<long> shape)
    {
        var (elements, bytes) = type.Block();
        UInt128 product = 1;
        var empty = false;
        foreach (var size in shape)
        {
            empty |= size == 0;
            product *= (ulong)Math.Max(size, 1);
            if (product > long.MaxValue)
            {
                return null;
            }
        }

        var count = empty ? 0 : (long)product;
        if (elements > 1 && (shape.Length == 0 || shape[^1] % elements != 0))
        {
            return null;
        }

        var total = product / (ulong)elements * (ulong)bytes;
        return total > long.MaxValue ? null : count / elements * bytes;
    }
}
