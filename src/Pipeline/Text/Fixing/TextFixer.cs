using System.Text;
using System.Text.RegularExpressions;
using Workbench.Pipeline.Text.Unicode;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>
/// Repairs text as <c>ftfy.fix_text</c> 6.3 does with its defaults (R. Speer, "ftfy", Apache-2.0), written anew from its documented behaviour:
/// entities, mojibake, C1 controls, Latin ligatures, character width, curly quotes, line breaks, surrogates, terminal escapes, control characters, NFC.
/// </summary>
public static partial class TextFixer
{
    /// <summary>Lines longer than this many characters are repaired in parts, which bounds the work per part.</summary>
    private const int LongestPart = 1_000_000;

    /// <summary>The repaired text. Each line is repaired on its own, again and again until nothing changes.</summary>
    public static string Fix(string text)
    {
        var output = new StringBuilder(text.Length);
        var unescape = true;
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = text.IndexOf('\n', start) + 1;
            end = Math.Min(end == 0 ? text.Length : end, start + LongestPart);
            var part = text[start..end];

            // A literal '<' says that this is markup, where entities mean something; so does it for the lines after it.
            unescape &= !part.Contains('<');
            output.Append(FixPart(part, unescape));
        }

        return output.ToString();
    }

    private static string FixPart(string text, bool unescape)
    {
        while (true)
        {
            var before = text;
            text = unescape ? EntityFix.Apply(text) : text;
            text = EncodingFix.Apply(text);
            text = C1Controls.Apply(text);
            text = CharacterFix.SplitLigatures(text);
            text = CharacterFix.NormaliseWidth(text);
            text = CharacterFix.StraightenQuotes(text);
            text = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Replace('\u2028', '\n').Replace('\u2029', '\n').Replace('\u0085', '\n');
            text = CharacterFix.ReplaceLoneSurrogates(text);
            text = text.Contains('\u001b') ? TerminalEscape().Replace(text, "") : text;
            text = CharacterFix.RemoveControls(text);
            text = UnicodeNormalizer.Normalize(text, NormalizationForm.FormC);
            if (text == before)
            {
                return text;
            }
        }
    }

    /// <summary>ANSI sequences such as the ones that colour text.</summary>
    [GeneratedRegex(@"\x1b\[(?:\d|;)*[a-zA-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex TerminalEscape();
}
