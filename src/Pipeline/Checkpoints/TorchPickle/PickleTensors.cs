namespace Workbench.Pipeline.Checkpoints.TorchPickle;

/// <summary>Storages and tensors out of a pickle's arguments, each checked against the archive. Source: torch/_utils.py, torch/serialization.py.</summary>
internal static class PickleTensors
{
    private const int MostDimensions = 16;

    /// <summary>('storage', class, key, location, element count): the record data/KEY, which must have exactly that many elements.</summary>
    public static PickleStorage Storage(TorchArchive archive, ref PickleReader reader, object? id)
    {
        if (id is not PickleTuple { Items: ["storage", PickleGlobal { Means: PickleGlobal.Role.Storage or PickleGlobal.Role.UntypedStorage } kind, string key, string, long count] })
        {
            throw reader.Wrong("a persistent id that does not describe a storage");
        }

        var record = archive.Find("data/" + key) ?? throw reader.Wrong($"the storage record {Quoted.Text("data/" + key)} is not in the archive");
        var size = kind.Type?.ElementSize() ?? 1;
        if (count < 0 || (Int128)count * size != record.Length)
        {
            throw reader.Wrong($"the storage {Quoted.Text(key)} is declared as {count} elements of {kind.Name}, its record has {record.Length} bytes");
        }

        return archive.Declare(key, kind.Type)
            ? new(record, kind.Type)
            : throw reader.Wrong($"the storage {Quoted.Text(key)} is declared with two element types");
    }

    /// <summary>(storage, offset, size, stride, requires_grad, hooks[, dtype][, metadata]).</summary>
    public static PickleTensor Rebuild(TorchArchive archive, ref PickleReader reader, object?[] arguments, bool typed)
    {
        if (arguments.Length < (typed ? 7 : 6) || arguments.Length > (typed ? 8 : 7)
            || arguments[0] is not PickleStorage storage || arguments[1] is not long offset
            || arguments[2] is not PickleTuple sizes || arguments[3] is not PickleTuple steps)
        {
            throw reader.Wrong("a tensor whose arguments are not storage, offset, size, stride, requires_grad and hooks");
        }

        var type = (typed ? (arguments[6] as PickleGlobal)?.Type : storage.Type) ?? throw reader.Wrong("a tensor without an element type");
        var shape = Integers(ref reader, sizes, "size");
        var strides = Integers(ref reader, steps, "stride");
        if (shape.Length != strides.Length || shape.Length > MostDimensions || offset < 0)
        {
            throw reader.Wrong($"a tensor of size [{string.Join(",", shape)}] with strides [{string.Join(",", strides)}] at offset {offset}");
        }

        var bytes = ByteCount.Of(type, shape) ?? throw reader.Wrong($"the size [{string.Join(",", shape)}] overflows");
        var extent = Extent(shape, strides);
        if (offset + extent > storage.Record.Length / type.ElementSize())
        {
            throw reader.Wrong($"a tensor of size [{string.Join(",", shape)}] with strides [{string.Join(",", strides)}] at offset {offset} reaches past its storage of {storage.Record.Length} bytes");
        }

        if (bytes > storage.Record.Length && !archive.Expand(bytes))
        {
            throw reader.Wrong($"a tensor of size [{string.Join(",", shape)}] repeats {storage.Record.Length} bytes of storage {bytes / Math.Max(storage.Record.Length, 1)} times, beyond any use");
        }

        return new(storage.Record, type, offset, shape, strides, (long)extent);
    }

    /// <summary>Elements from the first to the last one that is reached.</summary>
    private static Int128 Extent(long[] shape, long[] strides)
    {
        if (shape.Contains(0))
        {
            return 0;
        }

        Int128 last = 0;
        for (var i = 0; i < shape.Length; i++)
        {
            last += (Int128)(shape[i] - 1) * strides[i];
        }

        return last + 1;
    }

    private static long[] Integers(ref PickleReader reader, PickleTuple tuple, string what)
    {
        var numbers = new long[tuple.Items.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = tuple.Items[i] is long and >= 0 and var n ? n : throw reader.Wrong($"a tensor's {what} must hold non-negative integers");
        }

        return numbers;
    }
}
