using System.Text.Json.Nodes;
using Microsoft.DotNet.Interactive.Events;

namespace Workbench.Interactive.Notebooks;

/// <summary>Turns a kernel's events into nbformat outputs; an update takes the place of what it updates.</summary>
internal sealed class CellOutputs(int executionCount)
{
    private readonly List<(string? Id, JsonObject Output)> outputs = [];
    private readonly Lock guard = new();

    public IReadOnlyList<JsonObject> All
    {
        get
        {
            lock (guard)
            {
                return [.. outputs.Select(o => o.Output)];
            }
        }
    }

    public void Add(KernelEvent happened)
    {
        lock (guard)
        {
            switch (happened)
            {
                case StandardOutputValueProduced standard:
                    Stream("stdout", standard);
                    break;
                case StandardErrorValueProduced error:
                    Stream("stderr", error);
                    break;
                case DisplayedValueUpdated update when outputs.FindIndex(o => o.Id == update.ValueId) is var at and >= 0:
                    outputs[at] = (update.ValueId, Display(update));
                    break;
                case ReturnValueProduced value:
                    var result = Display(value);
                    result["output_type"] = "execute_result";
                    result["execution_count"] = executionCount;
                    outputs.Add((value.ValueId, result));
                    break;
                case DisplayEvent display and not ErrorProduced:
                    outputs.Add((display.ValueId, Display(display)));
                    break;
            }
        }
    }

    public void Add(CellError error)
    {
        lock (guard)
        {
            outputs.Add((null, new()
            {
                ["output_type"] = "error",
                ["ename"] = error.Name,
                ["evalue"] = error.Message,
                ["traceback"] = new JsonArray([.. error.Trace.Split('\n').Select(l => (JsonNode)l)]),
            }));
        }
    }

    private void Stream(string name, DisplayEvent happened)
    {
        var text = string.Concat(happened.FormattedValues.Take(1).Select(v => v.Value));
        if (outputs.Count > 0 && outputs[^1].Output["name"]?.GetValue<string>() == name)
        {
            outputs[^1].Output["text"] = outputs[^1].Output["text"]!.GetValue<string>() + text;
            return;
        }

        outputs.Add((null, new() { ["output_type"] = "stream", ["name"] = name, ["text"] = text }));
    }

    private static JsonObject Display(DisplayEvent happened)
    {
        var data = new JsonObject();
        foreach (var value in happened.FormattedValues)
        {
            data[value.MimeType] = value.Value;
        }

        return new() { ["output_type"] = "display_data", ["data"] = data, ["metadata"] = new JsonObject() };
    }
}
