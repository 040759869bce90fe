using Plotly.NET;

namespace Workbench.Interactive.Plots;

/// <summary>
/// Puts traces and axes together. Attributes go by plotly.js's own names: Plotly.NET's optional F# arguments would be rows of nulls in C#.
/// </summary>
internal sealed class FigureBuilder
{
    private readonly List<GenericChart> traces = [];
    private readonly Layout layout = new();
    private readonly string title;
    private readonly int width;
    private readonly int height;

    public FigureBuilder(string title, int width = 760, int height = 400)
    {
        (this.title, this.width, this.height) = (title, width, height);
        Set("title", Fields(("text", title), ("font", Fields(("size", 15)))));
        Set("width", width);
        Set("height", height);
        Set("margin", Fields(("l", 75), ("r", 30), ("t", 70), ("b", 60)));
        Set("plot_bgcolor", "#fbfbfd");
        Set("legend", Fields(("orientation", "h"), ("y", 1), ("yanchor", "bottom"), ("x", 1), ("xanchor", "right"), ("bgcolor", "rgba(0,0,0,0)")));
    }

    /// <summary>An object of plotly.js.</summary>
    public static Dictionary<string, object> Fields(params (string Name, object Value)[] fields) => fields.ToDictionary(f => f.Name, f => f.Value, StringComparer.Ordinal);

    public FigureBuilder Set(string name, object value)
    {
        ((DynamicObj.DynamicObj)layout).SetProperty(name, value);
        return this;
    }

    /// <summary>An axis with its quantity and unit.</summary>
    /// <param name="name">xaxis, yaxis, yaxis2...</param>
    /// <param name="label">Quantity and unit.</param>
    /// <param name="more">Further attributes.</param>
    public FigureBuilder Axis(string name, string label, params (string Name, object Value)[] more) =>
        Set(name, Fields([("title", Fields(("text", label))), ("gridcolor", "#e3e5ea"), ("zerolinecolor", "#b8bcc6"), .. more]));

    public FigureBuilder Trace(string type, params (string Name, object Value)[] attributes)
    {
        var trace = new Trace(type);
        foreach (var (name, value) in attributes)
        {
            ((DynamicObj.DynamicObj)trace).SetProperty(name, value);
        }

        traces.Add(GenericChart.ofTraceObject(false, trace));
        return this;
    }

    public ChartView Build() => new(GenericChart.setLayout(layout, GenericChart.combine(traces)), title, width, height);
}
