using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.LipSync.Models;

/// <summary>Reads the <c>config.json</c> of a diffusers or transformers model, with errors that name file and key.</summary>
/// <param name="source">File name, for messages.</param>
/// <param name="content">The parsed object.</param>
public sealed class JsonConfig(string source, JsonObject content)
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="CheckpointException">Missing, or no JSON object.</exception>
    public static JsonConfig Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject content
                ? new(path, content)
                : throw new CheckpointException($"{path}: must hold a JSON object.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"{path}: cannot read the model's configuration: {e.Message}", e);
        }
    }

    /// <summary>An integer, or <paramref name="fallback"/> when the key is absent or null.</summary>
    public long Integer(string key, long? fallback = null) => Value(key, fallback, "an integer");

    /// <summary>A number, or <paramref name="fallback"/>.</summary>
    public double Number(string key, double? fallback = null) => Value(key, fallback, "a number");

    /// <summary>A flag, or <paramref name="fallback"/>.</summary>
    public bool Flag(string key, bool? fallback = null) => Value(key, fallback, "true or false");

    /// <summary>A list of integers.</summary>
    public long[] Integers(string key) => List<long>(key, "integers");

    /// <summary>A list of texts.</summary>
    public string[] Texts(string key) => List<string>(key, "texts");

    /// <summary>Fails unless a text key is absent or has the one value that is implemented.</summary>
    public void Require(string key, string only)
    {
        if (content[key] is { } node && !(node is JsonValue value && value.TryGetValue<string>(out var text) && text == only))
        {
            throw Wrong(key, $"\"{only}\"", node);
        }
    }

    /// <summary>The error for an unusable value.</summary>
    public CheckpointException Wrong(string key, string expected, object? got) =>
        new($"{source}: '{key}' must be {expected}, is {(got is JsonNode node ? node.ToJsonString() : got ?? "absent")}.");

    private T Value<T>(string key, T? fallback, string expected)
        where T : struct => content[key] switch
        {
            null => fallback ?? throw Wrong(key, expected, null),
            JsonValue value when value.TryGetValue<T>(out var result) => result,
            var node => throw Wrong(key, expected, node),
        };

    private T[] List<T>(string key, string expected)
    {
        try
        {
            return content[key] is JsonArray array ? [.. array.Select(node => node!.GetValue<T>())] : throw Wrong(key, "a list of " + expected, content[key]);
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw Wrong(key, "a list of " + expected, content[key]);
        }
    }
}
