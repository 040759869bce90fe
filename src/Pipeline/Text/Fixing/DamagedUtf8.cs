using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>UTF-8 sequences that lost a byte on the way, in strings that hold one byte per character.</summary>
internal static partial class DamagedUtf8
{
    /// <summary>U+FFFD in UTF-8, one byte per character.</summary>
    private const string Replacement = "\u00ef\u00bf\u00bd";

    /// <summary>Gives back the byte A0 where some program took it for a space, if the result is a likely UTF-8 sequence.</summary>
    public static string RestoreNoBreakSpaces(string bytes)
    {
        if (!Spaced().IsMatch(bytes))
        {
            return bytes;
        }

        // "à" standing alone keeps a space after it, but not in the Portuguese contractions às, àquele, àquela, àquilo.
        bytes = LoneAGrave().Replace(bytes, "\u00c3\u00a0 ");
        return Spaced().Replace(bytes, m => m.Value.Replace(' ', '\u00a0'));
    }

    /// <summary>Sequences in which a byte was undecodable (SUB, or a question mark) become U+FFFD.</summary>
    public static string ReplaceLossy(string bytes) => Lossy().Replace(bytes, Replacement);

    [GeneratedRegex(@"\xc3 (?! |quele|quela|quilo|s )", RegexOptions.CultureInvariant)]
    private static partial Regex LoneAGrave();

    [GeneratedRegex(
        @"[\xc2\xc3\xc5\xce\xd0\xd9][ ]"
        + @"|[\xe2\xe3][ ][\x80-\x84\x86-\x9f\xa1-\xbf]"
        + @"|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf][ ]"
        + @"|\xf0[ ][\x80-\xbf]{2}"
        + @"|\xf0[\x80-\xbf][ ][\x80-\xbf]"
        + @"|\xf0[\x80-\xbf]{2}[ ]",
        RegexOptions.CultureInvariant)]
    private static partial Regex Spaced();

    [GeneratedRegex(
        @"[\xc2-\xdf]\x1a|[\xc2-\xc3][?]"
        + @"|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]"
        + @"|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]"
        + @"|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]"
        + @"|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]"
        + @"|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf]{2}"
        + @"|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]"
        + @"|[\xf0-\xf4][\x1a\x80-\xbf]{2}[\x1a?]"
        + @"|\x1a",
        RegexOptions.CultureInvariant)]
    private static partial Regex Lossy();
}
