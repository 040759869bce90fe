using System.Text;
using Workbench.Pipeline.Text.Unicode;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>Repairs that look at one character at a time.</summary>
internal static class CharacterFix
{
    /// <summary>Typographic Latin ligatures, and digraphs that legacy encodings had as one character.</summary>
    private static readonly Dictionary<char, string> Ligatures =
        "Ĳ=IJ ĳ=ij ŉ=ʼn Ǳ=DZ ǲ=Dz ǳ=dz Ǆ=DŽ ǅ=Dž ǆ=dž Ǉ=LJ ǈ=Lj ǉ=lj Ǌ=NJ ǋ=Nj ǌ=nj ﬀ=ff ﬁ=fi ﬂ=fl ﬃ=ffi ﬄ=ffl ﬅ=ſt ﬆ=st"
            .Split(' ').ToDictionary(pair => pair[0], pair => pair[2..]);

    public static string SplitLigatures(string text) => Translate(text, c => c >= 'Ĳ' ? Ligatures.GetValueOrDefault(c) : null);

    /// <summary>Full-width and half-width forms become normal ones; the ideographic space becomes a space.</summary>
    public static string NormaliseWidth(string text) => Translate(text, c => c switch
    {
        '\u3000' => " ",
        >= '\uff01' and <= '\uffef' => UnicodeNormalizer.Normalize(c.ToString(), NormalizationForm.FormKC),
        _ => null,
    });

    public static string StraightenQuotes(string text) => Translate(text, c => c switch
    {
        '\u02bc' or (>= '\u2018' and <= '\u201b') => "'",
        >= '\u201c' and <= '\u201f' => "\"",
        _ => null,
    });

    public static string ReplaceLoneSurrogates(string text)
    {
        if (!text.Any(char.IsSurrogate))
        {
            return text;
        }

        var output = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Runes come with U+FFFD where a half has no other half.
            output.Append(rune.ToString());
        }

        return output.ToString();
    }

    /// <summary>ASCII controls that are no white space, byte order marks, deprecated and interlinear format controls.</summary>
    public static string RemoveControls(string text) => Translate(text, c => c switch
    {
        <= '\u0008' or '\u000b' or (>= '\u000e' and <= '\u001f') or '\u007f' => "",
        (>= '\u206a' and <= '\u206f') or '\ufeff' or (>= '\ufff9' and <= '\ufffc') => "",
        _ => null,
    });

    /// <summary>Replaces the characters for which there is a replacement; copies only from the first of them on.</summary>
    private static string Translate(string text, Func<char, string?> replacement)
    {
        StringBuilder? output = null;
        for (var i = 0; i < text.Length; i++)
        {
            var other = replacement(text[i]);
            if (other is not null && output is null)
            {
                output = new StringBuilder(text, 0, i, text.Length + 16);
            }

            _ = other is null ? output?.Append(text[i]) : output!.Append(other);
        }

        return output?.ToString() ?? text;
    }
}
