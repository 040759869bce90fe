namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>Reads one tensor description of a GGUF header.</summary>
internal static class GgufTensorInfo
{
    /// <summary>ggml stops at 63; the converter for Wan files at 127.</summary>
    private const int LongestName = 1024;

    /// <summary>ggml stops at 4; published Wan files hold a patch_embedding of 5.</summary>
    private const int MostDimensions = 8;

    /// <summary>Name length, dimension count, type, offset: the least that a description takes.</summary>
    public const int LeastBytes = 24;

    public static GgufTensor Read(GgufCursor cursor, ulong index, IReadOnlyDictionary<string, GgufValue> metadata)
    {
        var name = cursor.Name(LongestName, $"the name of tensor {index}");
        var shown = Quoted.Text(name);
        var dims = Dimensions(cursor, shown);
        var number = cursor.U32($"the type of {shown}");
        var offset = cursor.U64($"the offset of {shown}");
        if (GgufTypes.Of(number, out var reason) is not { } type)
        {
            throw cursor.Wrong($"{shown} has tensor type {number} ({reason})");
        }

        var (elements, bytes) = type.Block();
        if (dims[^1] % elements != 0)
        {
            throw cursor.Wrong($"{shown} is {type} with rows of {dims[^1]} elements, which is no multiple of its block of {elements}");
        }

        var length = ByteCount.Of(type, dims) ?? throw cursor.Wrong($"the dimensions [{string.Join(",", dims)}] of {shown} overflow");
        if (offset > long.MaxValue)
        {
            throw cursor.Wrong($"{shown} has offset {offset}, past any file");
        }

        var original = GgufOriginalShape.Of(cursor, name, dims, metadata);
        var stored = new StoredTensor(name, type, original ?? dims, length) { Folded = original is null };
        return new(stored, (long)offset, dims[^1] / elements * bytes);
    }

    /// <summary>Dimensions, turned outermost first. A scalar (no dimensions) is one element to ggml.</summary>
    private static long[] Dimensions(GgufCursor cursor, string shown)
    {
        var count = cursor.U32($"the dimension count of {shown}");
        if (count > MostDimensions)
        {
            throw cursor.Wrong($"{shown} has {count} dimensions, at most {MostDimensions} are allowed");
        }

        var dims = new long[Math.Max(count, 1)];
        dims[0] = 1;
        for (var i = (int)count - 1; i >= 0; i--)
        {
            var size = cursor.U64($"a dimension of {shown}");
            dims[i] = size <= long.MaxValue ? (long)size : throw cursor.Wrong($"{shown} has a dimension of {size} (negative when read as signed)");
        }

        return dims;
    }
}
