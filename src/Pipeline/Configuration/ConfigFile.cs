using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>Reads one JSON object from a file, strictly: no comments, no duplicate keys.</summary>
internal static class ConfigFile
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 32 };

    public static JsonObject Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonNode.Parse(stream, null, Strict) as JsonObject
                ?? throw new ConfigException(new ConfigProblem("(root)", "a JSON object", "another JSON value", path));
        }
        catch (JsonException e)
        {
            throw new ConfigException(new ConfigProblem("(root)", "valid JSON", $"a syntax error ({e.Message})", path), e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigException(new ConfigProblem("(root)", "a readable file", e.Message, path), e);
        }
    }
}
