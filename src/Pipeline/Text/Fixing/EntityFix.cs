using System.Text.RegularExpressions;
using Workbench.Pipeline.Text.Cleaning;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>
/// HTML entities that end in a semicolon, and so are meant. Names in capitals that are no entity themselves stand for the capital
/// of their small namesake: <c>P&amp;EACUTE;REZ</c> is PÉREZ.
/// </summary>
internal static partial class EntityFix
{
    private static readonly Lazy<Dictionary<string, string>> Table = new(Build);

    public static string Apply(string text) => text.Contains('&') ? Entity().Replace(text, Replace) : text;

    private static string Replace(Match match)
    {
        var entity = match.Value;
        if (Table.Value.TryGetValue(entity, out var character))
        {
            return character;
        }

        // A number is taken only if all of it was understood, so that no semicolon is left.
        return entity[1] == '#' && HtmlUnescape.Decode(entity) is var number && !number.Contains(';') ? number : entity;
    }

    private static Dictionary<string, string> Build()
    {
        var table = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, character) in HtmlEntities.ByName.Where(e => e.Key.EndsWith(';')))
        {
            table["&" + name] = character;
        }

        foreach (var (name, character) in HtmlEntities.ByName.Where(e => e.Key.EndsWith(';') && !e.Key.Any(char.IsAsciiLetterUpper)))
        {
            var capital = "&" + name.ToUpperInvariant();
            if (HtmlUnescape.Decode(capital) == capital)
            {
                table[capital] = Capitals(character);
            }
        }

        return table;
    }

    /// <summary>Unicode's upper case, of which .NET has only what is one to one and round, for the characters that have an entity.</summary>
    private static string Capitals(string character) => character switch
    {
        "ß" => "SS",
        "ı" => "I",
        "ŉ" => "ʼN",
        "ﬀ" => "FF",
        "ﬁ" => "FI",
        "ﬂ" => "FL",
        "ﬃ" => "FFI",
        "ﬄ" => "FFL",
        _ => character.ToUpperInvariant(),
    };

    [GeneratedRegex("&#?[0-9A-Za-z]{1,24};", RegexOptions.CultureInvariant)]
    private static partial Regex Entity();
}
