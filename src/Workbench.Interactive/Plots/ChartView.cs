using System.Globalization;
using System.Text;
using Plotly.NET;

namespace Workbench.Interactive.Plots;

/// <summary>A chart: shows itself in notebooks, saves itself as a page or a picture.</summary>
/// <param name="chart">The Plotly.NET chart.</param>
/// <param name="title">What it shows.</param>
/// <param name="width">Width in pixels.</param>
/// <param name="height">Height in pixels.</param>
public sealed class ChartView(GenericChart chart, string title, int width, int height)
{
    private static int count;

    private readonly Lazy<string> figure = new(() => FigureJson.Of(chart));

    /// <summary>The Plotly.NET chart, to go on with.</summary>
    public GenericChart Chart => chart;

    /// <summary>What it shows.</summary>
    public string Title => title;

    /// <summary>Size in pixels.</summary>
    public (int Width, int Height) Size => (width, height);

    /// <summary>Plotly's figure: <c>{"data": [...], "layout": {...}}</c>.</summary>
    public string Json => figure.Value;

    /// <summary>
    /// The chart as a fragment of a page that also holds <see cref="PlotlyScript"/>, before or after it. The figure stands in an element of its own
    /// (class <c>workbench-figure</c>), for programs to read.
    /// </summary>
    public string Fragment()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"wb{Environment.ProcessId}-{Interlocked.Increment(ref count)}");
        var json = Json.Replace("</", "<\\/", StringComparison.Ordinal); // may not close the script element
        return $$"""
            <div id="{{id}}" style="width:{{width}}px;height:{{height}}px"></div>
            <script type="application/json" class="workbench-figure" id="{{id}}-figure">{{json}}</script>
            <script>(function draw(){if(!window.Plotly){setTimeout(draw,50);return;}var f=JSON.parse(document.getElementById("{{id}}-figure").textContent);window.Plotly.newPlot("{{id}}",f.data,f.layout,{displaylogo:false,responsive:true});})();</script>
            """;
    }

    /// <summary>A page of its own, with the script: 3.6 MB, no network.</summary>
    public string Page() => $"<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{Display.Html.Text(title)}</title><style>body{{margin:0;background:#fff}}</style>{PlotlyScript.Element}</head><body>{Fragment()}</body></html>";

    /// <summary>Writes <see cref="Page"/>.</summary>
    public void SaveHtml(string path) => File.WriteAllText(path, Page(), new UTF8Encoding(false));

    /// <summary>Draws the chart with a headless Chromium.</summary>
    /// <exception cref="ChromiumException">There is none, or it failed; the message says what to do.</exception>
    public void SavePng(string path) => Chromium.Find().Screenshot(Page().Replace("</head>", "<style>.modebar{display:none}</style></head>", StringComparison.Ordinal), path, width, height);

    public override string ToString() => $"chart '{title}', {GenericChart.getTraces(chart).Length} traces";
}
