using System.Text.Json;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>
/// Parses and checks the JSON header of a safetensors file, strictly: no duplicate or unknown field, no comment, no byte order mark,
/// and tensors that tile the data without hole or overlap. Format: huggingface/safetensors, README "Format".
/// </summary>
internal static class SafetensorsHeader
{
    /// <summary>Bounds what a header of the largest allowed length can make us allocate. Real models have a few thousand.</summary>
    private const int MostTensors = 200_000;

    private const int MostDimensions = 16;

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
            SafetensorsLayout.Check(path, content.Entries, dataLength);
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
            throw new CheckpointException($"{path}: the safetensors header must begin with '{{', it begins with {Quoted.Bytes(json[..Math.Min(8, json.Length)])}.");
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
                throw new CheckpointException($"{path}: the name {Quoted.Text(name)} appears twice in the header.");
            }

            if (names.Count > MostTensors)
            {
                throw new CheckpointException($"{path}: more than {MostTensors} names in the header.");
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
        if (reader.TokenType == JsonTokenType.Null)
        {
            return; // some writers put null for "none"; the reference library takes it so
        }

        Expect(path, ref reader, JsonTokenType.StartObject, "__metadata__");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            Expect(path, ref reader, JsonTokenType.String, $"__metadata__.{Quoted.Text(key)}");
            if (!metadata.TryAdd(key, reader.GetString()!))
            {
                throw new CheckpointException($"{path}: the metadata key {Quoted.Text(key)} appears twice.");
            }
        }
    }

    private static Entry ReadEntry(string path, string name, ref Utf8JsonReader reader)
    {
        var shown = Quoted.Text(name);
        Expect(path, ref reader, JsonTokenType.StartObject, shown);
        StoredType? type = null;
        long[]? shape = null, offsets = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString()!;
            reader.Read();
            switch (field)
            {
                case "dtype" when type is null:
                    Expect(path, ref reader, JsonTokenType.String, shown + ".dtype");
                    type = SafetensorsTypes.Parse(path, shown, reader.GetString()!);
                    break;
                case "shape" when shape is null:
                    shape = ReadNumbers(path, shown + ".shape", ref reader);
                    break;
                case "data_offsets" when offsets is null:
                    offsets = ReadNumbers(path, shown + ".data_offsets", ref reader);
                    break;
                case "dtype" or "shape" or "data_offsets":
                    throw new CheckpointException($"{path}: {shown} has the field {field} twice.");
                default:
                    throw new CheckpointException($"{path}: {shown} has an unknown field {Quoted.Text(field)}; expected dtype, shape, data_offsets.");
            }
        }

        if (type is null || shape is null || offsets is not { Length: 2 })
        {
            throw new CheckpointException($"{path}: {shown} needs dtype, shape and two data_offsets.");
        }

        return SafetensorsLayout.Entry(path, name, type.Value, shape, offsets);
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
            if (numbers.Count > MostDimensions)
            {
                throw new CheckpointException($"{path}: {what} has more than {MostDimensions} numbers.");
            }
        }

        return [.. numbers];
    }

    private static void Expect(string path, ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (reader.TokenType != token)
        {
            throw new CheckpointException($"{path}: {what} must be {token}, is {reader.TokenType}.");
        }
    }
}
