using System.Collections;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plotly.NET;

namespace Workbench.Interactive.Plots;

/// <summary>
/// A Plotly.NET chart as plotly.js takes it. Plotly.NET's own writer initialises its HTML part first, which throws in Jupyter and VS Code:
/// the dotnet-interactive tool has loaded other versions of FSharp.Core and Giraffe.ViewEngine by then (MissingMethodException).
/// </summary>
internal static class FigureJson
{
    /// <summary><c>{"data": [...], "layout": {...}}</c></summary>
    public static string Of(GenericChart chart) => new JsonObject
    {
        ["data"] = new JsonArray([.. GenericChart.getTraces(chart).Select(Node)]),
        ["layout"] = Node(GenericChart.getLayout(chart)),
    }.ToJsonString();

    private static JsonNode? Node(object? value) => value switch
    {
        null => null,
        DynamicObj.DynamicObj fields => Fields(fields.GetProperties(true).Select(p => (p.Key, (object?)p.Value))),
        IReadOnlyDictionary<string, object> fields => Fields(fields.Select(p => (p.Key, (object?)p.Value))),
        double number when !double.IsFinite(number) => null, // a gap
        string or bool or int or long or double or float => JsonSerializer.SerializeToNode(value),
        IEnumerable items => new JsonArray([.. items.Cast<object?>().Select(Node)]),
        IConvertible number => JsonValue.Create(number.ToDouble(System.Globalization.CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"a chart holds a {value.GetType().FullName}; expected numbers, texts, lists and objects."),
    };

    private static JsonObject Fields(IEnumerable<(string Name, object? Value)> fields)
    {
        var result = new JsonObject();
        foreach (var (name, value) in fields)
        {
            result[name] = Node(value);
        }

        return result;
    }
}
