using static TorchSharp.torch;
using static Workbench.Interactive.Plots.FigureBuilder;

namespace Workbench.Interactive;

/// <summary>The charts of this house: typed, with axes and units, drawn by Plotly without a network.</summary>
public static partial class Charts
{
    /// <summary>Distribution of a tensor's values, with its mean and standard deviation. Elements that are not finite are left out and counted in the title.</summary>
    /// <param name="latent">Any shape and dtype.</param>
    /// <param name="title">What it is.</param>
    /// <param name="bins">Number of bins.</param>
    public static Plots.ChartView Histogram(Tensor latent, string title = "latent", int bins = 60) => Histogram([(title, latent)], title, bins);

    /// <summary>Several distributions over one another, on common bins.</summary>
    public static Plots.ChartView Histogram(IReadOnlyList<(string Name, Tensor Tensor)> tensors, string title, int bins = 60)
    {
        using var scope = NewDisposeScope();
        var values = tensors.Select(t => Plots.Numbers.Finite(t.Tensor).to(ScalarType.Float32).cpu()).ToList();
        var filled = values.Where(v => v.numel() > 0).ToList();
        var (low, high) = filled.Count == 0 ? (-1f, 1f) : (filled.Min(v => v.min().item<float>()), filled.Max(v => v.max().item<float>()));
        (low, high) = low == high ? (low - 0.5f, high + 0.5f) : (low, high);
        var width = (high - low) / bins;
        var centres = Enumerable.Range(0, bins).Select(i => low + (i + 0.5) * width).ToArray();
        var bad = tensors.Zip(values, (t, v) => t.Tensor.numel() - v.numel()).Sum();
        var figure = new Plots.FigureBuilder($"{title}: distribution{(bad == 0 ? "" : $" ({bad} elements are not finite)")}");
        foreach (var ((name, _), v) in tensors.Zip(values))
        {
            var count = Math.Max(1, v.numel());
            var share = Plots.Numbers.Counts(v, bins, low, high).Select(n => 100 * n / count).ToArray();
            var legend = v.numel() == 0 ? name : FormattableString.Invariant($"{name}: mean {v.mean().item<float>():F3}, std {v.std(false).item<float>():F3}");
            figure = tensors.Count == 1
                ? figure.Trace("bar", ("x", centres), ("y", share), ("name", legend), ("marker", Fields(("color", "#4c72b0"))))
                : figure.Trace("scatter", ("x", centres), ("y", share), ("name", legend), ("mode", "lines"), ("line", Fields(("shape", "hvh"))));
        }

        return figure.Axis("xaxis", "value (normalised latent units)").Axis("yaxis", "elements (%)").Set("bargap", 0.02).Set("showlegend", true).Build();
    }

    /// <summary>Every channel of one latent frame as a heat map, all on one colour scale.</summary>
    /// <param name="latent">[C, T, h, w] or [C, h, w].</param>
    /// <param name="frame">Which latent frame.</param>
    /// <param name="title">What it is.</param>
    public static Plots.ChartView ChannelGrid(Tensor latent, int frame = 0, string title = "latent")
    {
        using var scope = NewDisposeScope();
        var planes = (latent.dim() == 4 ? latent.select(1, frame) : latent).to(ScalarType.Float32).cpu(); // [C, h, w]
        var channels = (int)planes.shape[0];
        var columns = (int)Math.Ceiling(Math.Sqrt(channels));
        var rows = (channels + columns - 1) / columns;
        var span = Math.Max(1e-6, planes.abs().nan_to_num(0, 0, 0).max().item<float>());
        var figure = new Plots.FigureBuilder($"{title}: channels{(latent.dim() == 4 ? $" of latent frame {frame}" : "")}", 200 * columns + 130, (int)(200 * rows * Math.Clamp((double)planes.shape[1] / planes.shape[2], 0.4, 1.6)) + 130);
        var annotations = new List<object>();
        for (var c = 0; c < channels; c++)
        {
            var axis = c == 0 ? "" : $"{c + 1}";
            var (left, top) = ((double)(c % columns) / columns, 1 - (double)(c / columns) / rows);
            figure.Trace("heatmap", ("z", Plots.Numbers.Rows(planes[c].nan_to_num(0, 0, 0))), ("xaxis", "x" + axis), ("yaxis", "y" + axis), ("coloraxis", "coloraxis"), ("name", $"channel {c}"));
            figure.Set("xaxis" + axis, Fields(("domain", new[] { left, left + 0.94 / columns }), ("anchor", "y" + axis), ("showticklabels", c / columns == rows - 1), ("title", Fields(("text", c / columns == rows - 1 ? "column (latent pixels)" : ""), ("font", Fields(("size", 10)))))));
            figure.Set("yaxis" + axis, Fields(("domain", new[] { top - 0.84 / rows, top }), ("anchor", "x" + axis), ("autorange", "reversed"), ("showticklabels", c % columns == 0), ("title", Fields(("text", c % columns == 0 ? "row" : ""), ("font", Fields(("size", 10)))))));
            annotations.Add(Fields(("text", $"channel {c}"), ("x", left), ("y", top), ("xref", "paper"), ("yref", "paper"), ("xanchor", "left"), ("yanchor", "bottom"), ("showarrow", false), ("font", Fields(("size", 11)))));
        }

        return figure.Set("annotations", annotations)
            .Set("coloraxis", Fields(("colorscale", "RdBu"), ("cmin", -span), ("cmax", span), ("colorbar", Fields(("title", Fields(("text", "value")))))))
            .Build();
    }

    /// <summary>Mean and standard deviation of every channel.</summary>
    /// <param name="latent">[C, ...].</param>
    /// <param name="title">What it is.</param>
    public static Plots.ChartView ChannelStatistics(Tensor latent, string title = "latent")
    {
        using var scope = NewDisposeScope();
        var rows = latent.detach().flatten(1).to(ScalarType.Float32).nan_to_num(0, 0, 0); // [C, n]
        var x = Enumerable.Range(0, (int)rows.shape[0]).ToArray();
        return new Plots.FigureBuilder($"{title}: per channel")
            .Trace("scatter", ("x", x), ("y", Plots.Numbers.Host(rows.mean([1L]))), ("name", "mean, bars: one standard deviation"), ("mode", "markers"), ("marker", Fields(("size", 8))),
                ("error_y", Fields(("type", "data"), ("array", Plots.Numbers.Host(rows.std(1, false))), ("thickness", 1.5))))
            .Axis("xaxis", "channel (index)", ("dtick", 1)).Axis("yaxis", "value (normalised latent units)").Set("showlegend", true).Build();
    }

    /// <summary>Root mean square of every row: which tokens of a context carry something.</summary>
    /// <param name="context">[1, L, dim] or [L, dim].</param>
    /// <param name="title">What it is.</param>
    public static Plots.ChartView TokenNorms(Tensor context, string title = "context")
    {
        using var scope = NewDisposeScope();
        var rows = context.detach().reshape(-1, context.shape[^1]).to(ScalarType.Float32);
        var norms = Plots.Numbers.Host(rows.square().mean([1L]).sqrt());
        return new Plots.FigureBuilder($"{title}: size of every token's vector")
            .Trace("bar", ("x", Enumerable.Range(0, norms.Length).ToArray()), ("y", norms))
            .Axis("xaxis", "token (position; rows after the prompt are zero)").Axis("yaxis", "root mean square (embedding units)").Build();
    }
}
