using System.Globalization;
using System.Net;
using System.Text;

namespace Workbench.Interactive.Display;

/// <summary>Small pieces of HTML with their own styles: notebooks give none.</summary>
internal static class Html
{
    private const string Cell = "padding:2px 10px;text-align:left;border:none";

    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    public static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    /// <summary>A table; cells are HTML already.</summary>
    public static string Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        var html = new StringBuilder("<table style=\"border-collapse:collapse;font-size:13px\"><thead><tr style=\"border-bottom:1px solid #b8bcc6\">");
        foreach (var title in head)
        {
            html.Append(CultureInfo.InvariantCulture, $"<th style=\"{Cell}\">{Text(title)}</th>");
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            html.Append("<tr>");
            foreach (var cell in row)
            {
                html.Append(CultureInfo.InvariantCulture, $"<td style=\"{Cell}\">{cell}</td>");
            }

            html.Append("</tr>");
        }

        return html.Append("</tbody></table>").ToString();
    }

    public static string Picture(byte[] png, int width, string alt, bool pixelated = false) =>
        $"<img alt=\"{Text(alt)}\" style=\"width:{width}px;max-width:100%;{(pixelated ? "image-rendering:pixelated;" : "")}\" src=\"data:image/png;base64,{Convert.ToBase64String(png)}\">";

    /// <summary>Good or bad at a glance.</summary>
    public static string Mark(string text, bool good) => $"<b style=\"color:{(good ? "#2a7f3f" : "#b3261e")}\">{Text(text)}</b>";
}
