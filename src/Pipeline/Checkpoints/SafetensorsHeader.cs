using System.Text.Json;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Parses and checks the JSON header of a safetensors file. Format: huggingface/safetensors, README "Format".</summary>
internal static class SafetensorsHeader
{
    public sealed record Entry(StoredTensor Tensor, long Begin);

    public sealed record Content(List<Entry> Entries, Dictionary<string, string> Metadata);

    /// <param name="path">For messages.</param>
    /// <param name="json">The header's bytes.</param>
    /// <param name="dataLength">Bytes after the header.</param>
    public static Content Parse(string path, ReadOnlySpan<byte> json, long dataLength)
    {
        try
        {
            var content = Read(path, json);
            CheckLayout(path, content.Entries, dataLength);
            return content;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new CheckpointException($"{path}: the safetensors header is not valid: {e.Message}", e);
        }
    }

    private static Content Read(string path, ReadOnlySpan<byte> json)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new CheckpointException($"{path}: the safetensors header must begin with '{{'.");
        }

        var content = new Content([], new(StringComparer.Ordinal));
        var names = new HashSet<string>(StringComparer.Ordinal);
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 4 });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            if (!names.Add(name))
            {
                throw new CheckpointException($"{path}: the name '{name}' appears twice in the header.");
            }

            reader.Read();
            if (name == "__metadata__")
            {
                ReadMetadata(path, ref reader, content.Metadata);
            }
            else
            {
                content.Entries.Add(ReadEntry(path, name, ref reader));
            }
        }

        while (reader.Read())
        {
            throw new CheckpointException($"{path}: text after the header's object.");
        }

        return content;
    }

    private static void ReadMetadata(string path, ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, "__metadata__");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(path, ref reader, JsonTokenType.String, $"__metadata__.{key}");
            metadata[key] = reader.GetString()!;
        }
    }

    private static Entry ReadEntry(string path, string name, ref Utf8JsonReader reader)
    {
        Expect(path, ref reader, JsonTokenType.StartObject, name);
        StoredType? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype":
                    Expect(path, ref reader, JsonTokenType.String, name + ".dtype");
                    type = TypeOf(path, name, reader.GetString()!);
                    break;
                case "shape":
                    shape = ReadNumbers(path, name + ".shape", ref reader);
                    break;
                case "data_offsets":
                    offsets = ReadNumbers(path, name + ".data_offsets", ref reader);
                    break;
                default:
                    throw new CheckpointException($"{path}: {name} has an unknown field '{field}'; expected dtype, shape, data_offsets.");
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
        {
            throw new CheckpointException($"{path}: {name} needs dtype, shape and two data_offsets.");
        }

        if (offsets[0] > offsets[1])
        {
            throw new CheckpointException($"{path}: {name} has reversed data_offsets [{offsets[0]},{offsets[1]}].");
        }

        var expected = ByteLength(path, name, type.Value, shape);
        return expected == offsets[1] - offsets[0]
            ? new(new(name, type.Value, shape, expected), offsets[0])
            : throw new CheckpointException($"{path}: {name} {type}[{string.Join(",", shape)}] needs {expected} bytes, data_offsets give {offsets[1] - offsets[0]}.");
    }

    private static long ByteLength(string path, string name, StoredType type, long[] shape)
    {
        try
        {
            return shape.Aggregate((long)type.ElementSize(), (a, b) => checked(a * b));
        }
        catch (OverflowException e)
        {
            throw new CheckpointException($"{path}: the shape of {name} [{string.Join(",", shape)}] overflows.", e);
        }
    }

    private static long[] ReadNumbers(string path, string what, ref Utf8JsonReader reader)
    {
        Expect(path, ref reader, JsonTokenType.StartArray, what);
        var numbers = new List<long>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            numbers.Add(reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var n) && n >= 0
                ? n
                : throw new CheckpointException($"{path}: {what} must hold non-negative integers."));
        }

        return [.. numbers];
    }

    private static StoredType TypeOf(string path, string name, string text) => text switch
    {
        "F64" => StoredType.F64,
        "F32" => StoredType.F32,
        "F16" => StoredType.F16,
        "BF16" => StoredType.BF16,
        "F8_E4M3" => StoredType.F8E4M3,
        "F8_E5M2" => StoredType.F8E5M2,
        "I64" => StoredType.I64,
        "I32" => StoredType.I32,
        "I16" => StoredType.I16,
        "I8" => StoredType.I8,
        "U64" => StoredType.U64,
        "U32" => StoredType.U32,
        "U16" => StoredType.U16,
        "U8" => StoredType.U8,
        "BOOL" => StoredType.Bool,
        _ => throw new CheckpointException($"{path}: {name} has dtype '{text}'; known: F64 F32 F16 BF16 F8_E4M3 F8_E5M2 I64 I32 I16 I8 U64 U32 U16 U8 BOOL."),
    };

    /// <summary>Tensors must tile the data section: no hole, no overlap, nothing after the end.</summary>
    private static void CheckLayout(string path, List<Entry> entries, long dataLength)
    {
        long end = 0;
        foreach (var (tensor, begin) in entries.OrderBy(e => e.Begin).ThenBy(e => e.Tensor.ByteLength))
        {
            if (begin != end)
            {
                throw new CheckpointException($"{path}: {tensor.Name} begins at {begin}, expected {end} ({(begin > end ? "a gap" : "an overlap")}).");
            }

            end = begin + tensor.ByteLength;
        }

        if (end != dataLength)
        {
            throw new CheckpointException($"{path}: the tensors need {end} bytes of data, the file has {dataLength} ({(end > dataLength ? "truncated" : "trailing bytes")}).");
        }
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (reader.TokenType != token)
        {
            throw new CheckpointException($"{path}: {what} must be {token}, is {reader.TokenType}.");
        }
    }
}
