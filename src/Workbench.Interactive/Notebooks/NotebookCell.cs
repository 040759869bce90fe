using System.Text.Json.Nodes;

namespace Workbench.Interactive.Notebooks;

/// <summary>A cell; changes go into the notebook it came from.</summary>
/// <param name="cell">Its JSON.</param>
/// <param name="index">Place among all cells, from 0.</param>
public sealed class NotebookCell(JsonObject cell, int index)
{
    /// <summary>Place among all cells, from 0.</summary>
    public int Index => index;

    /// <summary>Whether it is executed.</summary>
    public bool IsCode => cell["cell_type"]?.GetValue<string>() == "code";

    /// <summary>Its text.</summary>
    public string Source
    {
        get => cell["source"] is JsonArray lines ? string.Concat(lines.Select(l => l!.GetValue<string>())) : cell["source"]?.GetValue<string>() ?? "";
        set => cell["source"] = new JsonArray([.. Lines(value).Select(l => (JsonNode)l)]);
    }

    /// <summary>Its outputs.</summary>
    public JsonArray Outputs => cell["outputs"] as JsonArray ?? [];

    /// <summary>Puts outputs in place of those it has.</summary>
    public void Store(int? executionCount, IEnumerable<JsonObject> outputs)
    {
        cell["execution_count"] = executionCount;
        cell["outputs"] = new JsonArray([.. outputs.Select(o => o.DeepClone())]);
    }

    internal static IEnumerable<string> Lines(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            var end = text.IndexOf('\n', at) is var found and >= 0 ? found + 1 : text.Length;
            yield return text[at..end];
            at = end;
        }
    }
}
