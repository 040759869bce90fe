using System.Text;
using Plotly.NET;

namespace Workbench.Interactive.Plots;

/// <summary>The plotly.js (MIT) that Plotly.NET carries inside itself: pages and notebooks draw without any network.</summary>
public static class PlotlyScript
{
    private const string Resource = "Plotly.NET.plotly-2.28.0.min.js";

    private static readonly Lazy<string> Text = new(Read);

    /// <summary>A script element of 3.6 MB that defines <c>Plotly</c> for the page. Module loaders of the page are hidden from it: where one is found, plotly.js would register there instead.</summary>
    public static string Element => $"<script>(function(){{var define,module,exports;{Text.Value}\n}})();</script>";

    private static string Read()
    {
        using var stream = typeof(GenericChart).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"Plotly.NET holds no {Resource}; it has: {string.Join(", ", typeof(GenericChart).Assembly.GetManifestResourceNames())}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
