using System.Text.Json;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>The index of a sharded safetensors checkpoint, <c>*.safetensors.index.json</c>: which shard holds which tensor.</summary>
/// <param name="Shards">Shard file names in order of appearance; plain names, never paths.</param>
/// <param name="ShardOf">Tensor name to shard.</param>
/// <param name="Metadata">Scalars of the index's metadata as text; <c>total_size</c> is informative and not checked, many real indexes have it wrong.</param>
internal sealed record ShardIndex(IReadOnlyList<string> Shards, IReadOnlyDictionary<string, string> ShardOf, IReadOnlyDictionary<string, string> Metadata)
{
    private const int MostShards = 4096;
    private const long MostBytes = 64 << 20;

    /// <exception cref="CheckpointException">Not such an index, or it names something other than a file of its own folder.</exception>
    public static ShardIndex Read(string path)
    {
        using var file = new MappedFile(path);
        if (file.Length > MostBytes)
        {
            throw new CheckpointException($"{path}: {file.Length} bytes are too many for a shard index (at most {MostBytes}).");
        }

        try
        {
            return Parse(path, file.Span(0, (int)file.Length));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new CheckpointException($"{path}: the shard index is not valid: {e.Message}", e);
        }
    }

    private static ShardIndex Parse(string path, ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 16 });
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        Dictionary<string, string>? map = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new CheckpointException($"{path}: a shard index must hold a JSON object.");
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            reader.Read();
            switch (name)
            {
                case "weight_map" when map is null:
                    map = ReadMap(path, ref reader);
                    break;
                case "weight_map":
                    throw new CheckpointException($"{path}: the shard index has two weight_maps.");
                case "metadata" when reader.TokenType == JsonTokenType.StartObject:
                    ReadMetadata(ref reader, metadata);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (map is null)
        {
            throw new CheckpointException($"{path}: the shard index has no weight_map, so there is no telling which tensor is where.");
        }

        var shards = map.Values.Distinct(StringComparer.Ordinal).ToList();
        return shards.Count <= MostShards ? new(shards, map, metadata) : throw new CheckpointException($"{path}: {shards.Count} shards are too many.");
    }

    private static Dictionary<string, string> ReadMap(string path, ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new CheckpointException($"{path}: weight_map must be an object, is {reader.TokenType}.");
        }

        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        var shards = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var tensor = reader.GetString()!;
            reader.Read();
            var shard = reader.TokenType == JsonTokenType.String ? reader.GetString()! : "";
            if (!IsPlainName(shard))
            {
                throw new CheckpointException($"{path}: {Quoted.Text(tensor)} is mapped to {Quoted.Text(shard)}, which is not the name of a file in the same folder.");
            }

            shard = shards.TryGetValue(shard, out var known) ? known : shard; // one string per shard, not one per tensor
            shards.Add(shard);
            if (!map.TryAdd(tensor, shard))
            {
                throw new CheckpointException($"{path}: {Quoted.Text(tensor)} is mapped twice.");
            }
        }

        return map;
    }

    /// <summary>A shard stands beside its index: no separators of any system, no parent, no drive.</summary>
    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0;

    private static void ReadMetadata(ref Utf8JsonReader reader, Dictionary<string, string> metadata)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = reader.GetString()!;
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.String:
                    metadata[key] = reader.GetString()!;
                    break;
                case JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False:
                    metadata[key] = System.Text.Encoding.UTF8.GetString(reader.ValueSpan);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }
}
