namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>
/// <c>comfy.gguf.orig_shape.NAME</c>: the shape of a tensor that its converter had to store differently, outermost first.
/// Where it is present it overrides the stored dimensions. Source: city96/ComfyUI-GGUF, loader.py.
/// </summary>
internal static class GgufOriginalShape
{
    private const string Prefix = "comfy.gguf.orig_shape.";

    public static long[]? Of(GgufCursor cursor, string name, long[] dims, IReadOnlyDictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue(Prefix + name, out var value))
        {
            return null;
        }

        var shape = value.Integers ?? throw cursor.Wrong($"{Quoted.Text(Prefix + name)} is {value.Kind}, expected an array of integers");
        if (shape.Any(size => size < 0) || Product(shape) != Product(dims))
        {
            throw cursor.Wrong($"{Quoted.Text(Prefix + name)} is [{string.Join(",", shape)}], which does not hold the {Product(dims)} elements stored as [{string.Join(",", dims)}]");
        }

        return shape;
    }

    /// <summary>Sixteen numbers below 2^63 can pass any integer: stop multiplying once past 2^64 instead of wrapping.</summary>
    private static UInt128 Product(long[] shape)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        UInt128 product = 1;
        foreach (var size in shape)
        {
            product = product > ulong.MaxValue ? product : product * (ulong)size;
        }

        return product;
    }
}
