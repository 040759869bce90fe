using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Workbench.Interactive.Notebooks;

namespace Workbench.ComponentTests.Notebooks;

/// <summary>Reads what a notebook shows.</summary>
internal static partial class Outputs
{
    /// <summary>All HTML, output by output.</summary>
    public static IReadOnlyList<string> Html(this NotebookFile notebook) =>
        [.. notebook.Code.SelectMany(c => c.Outputs).Select(o => o!["data"]?["text/html"]?.GetValue<string>()).OfType<string>()];

    /// <summary>Everything written to the console.</summary>
    public static string Text(this NotebookFile notebook) =>
        string.Concat(notebook.Code.SelectMany(c => c.Outputs).Where(o => o!["name"]?.GetValue<string>() == "stdout").Select(o => o!["text"]!.GetValue<string>()));

    /// <summary>The figures of all charts.</summary>
    public static IReadOnlyList<JsonObject> Figures(this NotebookFile notebook) => [.. notebook.Html().SelectMany(Figures)];

    /// <summary>The figures of a page.</summary>
    public static IEnumerable<JsonObject> Figures(string html) => Figure().Matches(html).Select(m => JsonNode.Parse(m.Groups[1].Value)!.AsObject());

    /// <summary>A trace's numbers.</summary>
    public static double[] Numbers(this JsonNode trace, string name) => [.. trace[name]!.AsArray().Select(v => v!.GetValue<double>())];

    /// <summary>Elements that would fetch something from elsewhere.</summary>
    public static IEnumerable<string> Remote(string html) => RemoteElement().Matches(html).Select(m => m.Value);

    [GeneratedRegex("""class="workbench-figure"[^>]*>(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("""<(?:script|link|img|iframe|video|audio|source|object|embed)\b[^>]*\b(?:src|href|data)\s*=\s*["']?(?:https?:)?//[^>]*>""", RegexOptions.IgnoreCase)]
    private static partial Regex RemoteElement();
}
