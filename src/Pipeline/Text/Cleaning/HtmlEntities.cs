using System.Globalization;
using System.Text;
using Workbench.Pipeline.Text.Data;

namespace Workbench.Pipeline.Text.Cleaning;

/// <summary>
/// All 2,231 named character references of HTML, keyed as the standard lists them: with the semicolon, and 106 also without.
/// (<c>System.Net.WebUtility</c> knows only the 253 of HTML 4.)
/// </summary>
internal static class HtmlEntities
{
    private static readonly Lazy<Dictionary<string, string>> Table = new(Read);


    /// <summary>Characters by name, such as <c>amp;</c> and <c>amp</c>.</summary>
    public static IReadOnlyDictionary<string, string> ByName => Table.Value;

    private static Dictionary<string, string> Read()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in EmbeddedText.Lines("HtmlEntities.txt"))
        {
            var parts = line.Split(' ');
            var text = new StringBuilder();
            foreach (var codePoint in parts[1..])
            {
                text.Append(char.ConvertFromUtf32(int.Parse(codePoint, NumberStyles.HexNumber, CultureInfo.InvariantCulture)));
            }

            var name = parts[0].TrimEnd('!');
            table.Add(name + ";", text.ToString());
            if (name.Length < parts[0].Length)
            {
                table.Add(name, text.ToString());
            }
        }

        return table;
    }
}
