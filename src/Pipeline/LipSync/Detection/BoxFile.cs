using System.Text.Json;
using System.Text.Json.Nodes;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>Face boxes in a JSON file: <c>[[left, top, right, bottom], null, ...]</c>, one per base frame (null: no face), or a single one for all.</summary>
public static class BoxFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="LipSyncException">Missing, or of another form; the message names the entry.</exception>
    public static IReadOnlyList<FaceBox> Read(string path)
    {
        try
        {
            var entries = JsonNode.Parse(File.ReadAllText(path)) as JsonArray ?? throw Wrong(path, "the file", "no list");
            return entries is [JsonValue, ..] ? [Box(path, "the only box", entries)] : [.. entries.Select((entry, i) => Box(path, $"entry {i}", entry))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new LipSyncException($"{path}: cannot read face boxes: {e.Message}\nNext: give a JSON file such as [[120, 80, 360, 340], null]", e);
        }
    }

    private static FaceBox Box(string path, string what, JsonNode? entry)
    {
        if (entry is null)
        {
            return default;
        }

        try
        {
            var edges = entry.AsArray().Select(e => (int)Math.Round(e!.GetValue<double>())).ToArray();
            return edges is [var left, var top, var right, var bottom] && right > left && bottom > top
                ? new(left, top, right, bottom)
                : throw Wrong(path, what, entry.ToJsonString());
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or NullReferenceException)
        {
            throw Wrong(path, what, entry.ToJsonString());
        }
    }

    private static LipSyncException Wrong(string path, string what, string got) =>
        new($"{path}: {what} is no face box.\nexpected: [left, top, right, bottom] in pixels, right and bottom exclusive and larger; null for no face\ngot: {got}");
}
