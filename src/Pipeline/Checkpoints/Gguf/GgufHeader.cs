using System.Buffers.Binary;
using System.Numerics;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>
/// Parses and checks everything before the data of a GGUF file, version 2 or 3. Counts are checked against the bytes that are left
/// before anything is allocated for them. Format: ggml, docs/gguf.md; dimensions past four: city96/ComfyUI-GGUF, tools/fix_5d_tensors.py.
/// </summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Metadata">By key, in file order.</param>
/// <param name="Tensors">In file order.</param>
/// <param name="DataStart">First byte of the data section.</param>
internal sealed record GgufHeader(uint Version, OrderedDictionary<string, GgufValue> Metadata, List<GgufTensor> Tensors, long DataStart)
{
    private const int LongestKey = 65535; // the format's own limit
    private const int MostKeys = 65536, MostTensors = 200_000;
    private const uint DefaultAlignment = 32;

    public static GgufHeader Read(MappedFile file)
    {
        var cursor = new GgufCursor(file);
        var version = ReadVersion(file, cursor);
        var tensorCount = cursor.U64("the tensor count");
        var keyCount = cursor.U64("the metadata count");
        cursor.RequireRoom(keyCount, 13, "the metadata count");
        cursor.RequireRoom(tensorCount, GgufTensorInfo.LeastBytes, "the tensor count");
        if (keyCount > MostKeys || tensorCount > MostTensors)
        {
            throw cursor.Wrong($"{keyCount} metadata entries and {tensorCount} tensors; at most {MostKeys} and {MostTensors} are read");
        }

        var metadata = ReadMetadata(cursor, keyCount);
        var alignment = Alignment(cursor, metadata);
        var tensors = ReadTensors(cursor, tensorCount, metadata);
        var dataStart = (cursor.Position + alignment - 1) / alignment * alignment;
        GgufLayout.Check(cursor, tensors, alignment, file.Length - dataStart);
        return new(version, metadata, tensors, dataStart);
    }

    private static uint ReadVersion(MappedFile file, GgufCursor cursor)
    {
        var magic = cursor.Left >= 4 ? file.Span(0, 4) : throw cursor.Wrong($"{cursor.Left} bytes are too few for a GGUF file");
        if (!magic.SequenceEqual("GGUF"u8))
        {
            throw cursor.Wrong($"begins with {Quoted.Bytes(magic)}, a GGUF file begins with 'GGUF'");
        }

        cursor.Skip(4, 1, "the magic");
        var version = cursor.U32("the version");
        return version switch
        {
            2 or 3 => version,
            1 => throw cursor.Wrong("GGUF version 1 (32-bit counts) is not read; expected 2 or 3. Next: convert the file with a current gguf tool"),
            _ when BinaryPrimitives.ReverseEndianness(version) is 1 or 2 or 3 =>
                throw cursor.Wrong($"the file has big-endian byte order (its version reads as 0x{version:x8}); only little-endian files are read"),
            _ => throw cursor.Wrong($"GGUF version {version} is unknown; expected 2 or 3"),
        };
    }

    private static OrderedDictionary<string, GgufValue> ReadMetadata(GgufCursor cursor, ulong count)
    {
        var metadata = new OrderedDictionary<string, GgufValue>(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            var key = cursor.Name(LongestKey, $"metadata key {i}");
            if (!metadata.TryAdd(key, GgufMetadata.Read(cursor, key)))
            {
                throw cursor.Wrong($"the metadata key {Quoted.Text(key)} appears twice");
            }
        }

        return metadata;
    }

    private static long Alignment(GgufCursor cursor, OrderedDictionary<string, GgufValue> metadata)
    {
        if (!metadata.TryGetValue("general.alignment", out var value))
        {
            return DefaultAlignment;
        }

        return value.Unsigned is { } alignment && BitOperations.IsPow2(alignment)
            ? alignment
            : throw cursor.Wrong($"general.alignment is {value.Kind} of value {Quoted.Text(value.Text)}; expected a u32 that is a power of two");
    }

    private static List<GgufTensor> ReadTensors(GgufCursor cursor, ulong count, OrderedDictionary<string, GgufValue> metadata)
    {
        var tensors = new List<GgufTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (ulong i = 0; i < count; i++)
        {
            var tensor = GgufTensorInfo.Read(cursor, i, metadata);
            if (!names.Add(tensor.Stored.Name))
            {
                throw cursor.Wrong($"the tensor name {Quoted.Text(tensor.Stored.Name)} appears twice");
            }

            tensors.Add(tensor);
        }

        return tensors;
    }
}
