using System.Globalization;
using System.Text;
using Workbench.Interactive.Display;
using Workbench.Interactive.Plots;

namespace Workbench.Interactive.Reports;

/// <summary>A static page with everything inside it: nothing is fetched when it is opened.</summary>
/// <param name="title">Heading, as text.</param>
internal sealed class ReportPage(string title)
{
    private const string Style = "body{font-family:system-ui,sans-serif;max-width:1000px;margin:24px auto;padding:0 16px;color:#1d1f24}h2{margin-top:36px;border-bottom:1px solid #d5d8de}section{overflow-x:auto}";

    private readonly StringBuilder body = new();

    /// <summary>Adds a section.</summary>
    /// <param name="heading">As text.</param>
    /// <param name="html">Its content.</param>
    public void Section(string heading, string html) => body.Append(CultureInfo.InvariantCulture, $"<section><h2>{Html.Text(heading)}</h2>{html}</section>\n");

    /// <summary>Writes the page, beside and renamed.</summary>
    public void Save(string output)
    {
        var name = Html.Text(title);
        var page = $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{name}</title><style>{Style}</style>{PlotlyScript.Element}</head><body><h1>{name}</h1>{body}</body></html>";
        var target = Path.GetFullPath(output);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var partial = $"{target}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, page, new UTF8Encoding(false));
        File.Move(partial, target, overwrite: true);
    }
}
