using System.Text.RegularExpressions;
using static Workbench.Pipeline.Text.Fixing.MojibakeCharacters;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>
/// Whether text holds neighbours that hardly ever meet except in mojibake. The rules are ftfy's (version 6.3, Apache-2.0;
/// its documentation, "How the heuristic works"): each names the kinds of two to four adjacent characters.
/// </summary>
internal static class Badness
{
    private const string Accented = LowerAccented + UpperAccented;
    private const string Symbols = Currency + Numeric + Law;
    private const string Punctuation = Start + End;

    private static readonly Regex Unlikely = new(string.Join('|', (string[])
    [
        Of(C1),

        // Unlikely kinds side by side.
        Of(Bad + Accented + Box + Punctuation + Symbols) + Of(Bad),
        "[a-zA-Z]" + Of(LowerCommon + UpperCommon) + Of(Bad),
        Of(Bad) + Of(Accented + Box + Punctuation + Symbols),
        Of(LowerAccented + LowerCommon + Box + End + Currency + Numeric) + Of(UpperAccented),
        Of(Box + End + Currency + Numeric) + Of(LowerAccented),
        Of(LowerAccented + Box + End) + Of(Currency),
        @"[\s\x1c-\x1f]" + Of(UpperAccented) + Of(Currency),
        Of(UpperAccented + Box) + Of(Numeric + Law),
        Of(Accented + Box + Currency + End) + Of(Start) + Of(Numeric),
        Of(Accented + Symbols + Box) + Of(End) + Of(Start),
        Of(Currency + Numeric + Box) + Of(Start),
        "[a-z]" + Of(UpperAccented) + Of(Start + Currency),
        Of(Box) + Of(Kaomoji),
        Of(Accented + Symbols + Punctuation) + Of(Box),
        Of(Box) + Of(End),
        Of(Accented) + Of(Punctuation) + @"[\p{L}\p{N}_]",
        "[Œœ][^A-Za-z]",
        Of(UpperAccented) + "°",

        // Windows-1252: two characters, Arabic words, beginnings of South Asian letters.
        "[ÂÃÎÐ]" + Of("€œŠš¢£Ÿž\u00a0\u00ad®©°·»–—´" + Punctuation),
        "×[²³]",
        ArabicPair + ArabicPair,
        "à[²µ¹¼½¾]",

        // Mac OS Roman.
        "√[±∂†≠®™´≤≥¥µø]",
        "≈[°¢]",
        "‚Ä[ìîïòôúùû†°¢π]",
        "‚[âó][àä°ê]",

        // Windows-1251: U+2000..; Latin-1 or Cyrillic, three characters since two may be words; twice encoded, near Latin letters.
        "вЂ",
        "[ВГРС]" + Of(C1 + Bad + Punctuation + Currency + "°µ") + "[ВГРС]",
        "ГўВЂВ.[A-Za-z ]",

        // à, á and the no-break space in Windows-1252, also with the no-break space turned into a space.
        "Ã[\u00a0¡]",
        @"[a-z][\s\x1c-\x1f]?[ÃÂ][ ]",
        "^[ÃÂ][ ]",
        Of("a-z.,?!" + End) + "Â" + Of(" " + Punctuation),

        // Windows-1253 and Windows-1257.
        "β€[™\u00a0Ά\u00ad®°]",
        "[ΒΓΞΟ]" + Of(C1 + Bad + Punctuation + Currency + "°") + "[ΒΓΞΟ]",
        "ā€",
    ]), RegexOptions.CultureInvariant);

    private const string ArabicPair = "[ØÙ][" + Common + Currency + Bad + Numeric + Start + "ŸŠ®°µ»]";

    /// <summary>Whether some of the text looks like mojibake. Linear in its length.</summary>
    public static bool IsBad(string text) => Unlikely.IsMatch(text);

    private static string Of(string kinds) => "[" + kinds + "]";
}
