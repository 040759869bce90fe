using Workbench.Harness.Comparison;
using Workbench.Harness.Localisation;
using Workbench.Interactive.Plots;
using static Workbench.Interactive.Plots.FigureBuilder;

namespace Workbench.Interactive;

public static partial class Charts
{
    private const double Floor = 1e-9; // equal tensors on a logarithmic axis

    /// <summary>Relative error of every tensor, in the order in which the pipeline makes them.</summary>
    public static ChartView ErrorAlongPipeline(LocaliseReport report) =>
        ErrorAlongPipeline([.. report.Stages.SelectMany(s => s.Taps.Select(t => ($"{s.Stage.Id} {t.Path}", t.Error, t.Limit.Relative)))]);

    /// <summary>Relative error of every tap of a stage.</summary>
    public static ChartView ErrorAlongPipeline(IReadOnlyList<TapComparison> taps) => ErrorAlongPipeline([.. taps.Select(t => (t.Path, t.Error, t.Limit.Relative))]);

    /// <summary>Relative errors by name; those that are equal bit for bit stand at 1e-9, those that are not finite or cannot be compared at the top, as crosses.</summary>
    /// <param name="rows">Name, ||a-b||/||b||, and the limit (NaN for none).</param>
    public static ChartView ErrorAlongPipeline(IReadOnlyList<(string Name, double Error, double Limit)> rows)
    {
        var top = Math.Max(1, rows.Where(r => double.IsFinite(r.Error)).Select(r => r.Error).DefaultIfEmpty(1).Max() * 10);
        var x = Enumerable.Range(0, rows.Count).ToArray();
        var first = rows.Select((r, i) => (r, i)).FirstOrDefault(p => !(p.r.Error <= (double.IsNaN(p.r.Limit) ? double.PositiveInfinity : p.r.Limit)) && !double.IsNaN(p.r.Limit), (default, -1)).Item2;
        var figure = new FigureBuilder(first < 0 ? "Error along the pipeline" : $"Error along the pipeline: first outside its limit is {rows[first].Name}", 900, 420)
            .Trace("scatter", ("x", x), ("y", rows.Select(r => double.IsFinite(r.Error) ? Math.Max(Floor, r.Error) : top).ToArray()), ("text", rows.Select(r => r.Name).ToArray()), ("name", "relative error"), ("mode", "markers"),
                ("marker", Fields(("size", 6), ("symbol", rows.Select(r => double.IsFinite(r.Error) ? "circle" : "x").ToArray()), ("color", rows.Select(r => r.Error <= r.Limit || double.IsNaN(r.Limit) ? "#4c72b0" : "#c44e52").ToArray()))));
        if (rows.Any(r => !double.IsNaN(r.Limit)))
        {
            figure.Trace("scatter", ("x", x), ("y", rows.Select(r => double.IsNaN(r.Limit) ? Floor : r.Limit).ToArray()), ("name", "limit"), ("mode", "lines"), ("line", Fields(("dash", "dash"), ("color", "#8c8c8c"))));
        }

        return figure.Axis("xaxis", "tensor (in order of computation)").Axis("yaxis", "relative error ||a-b|| / ||b|| (1e-9: equal)", ("type", "log"), ("exponentformat", "power"), ("dtick", 1)).Set("showlegend", true).Build();
    }

    /// <summary>One number per name.</summary>
    /// <param name="values">Names and numbers.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="axis">Quantity and unit.</param>
    /// <param name="logarithmic">For numbers of different magnitude; zeros stand at 1e-9.</param>
    public static ChartView Bars(IReadOnlyList<(string Name, double Value)> values, string title, string axis, bool logarithmic = false) =>
        new FigureBuilder(title, 760, Math.Max(240, 130 + 28 * values.Count))
            .Trace("bar", ("orientation", "h"), ("y", values.Select(v => v.Name).ToArray()), ("x", values.Select(v => logarithmic ? Math.Max(Floor, v.Value) : v.Value).ToArray()), ("text", values.Select(v => FormattableString.Invariant($"{v.Value:G3}")).ToArray()), ("textposition", "auto"))
            .Axis("xaxis", axis, ("type", logarithmic ? "log" : "linear"), ("exponentformat", "power")).Axis("yaxis", "", ("autorange", "reversed"), ("automargin", true)).Build();
}
