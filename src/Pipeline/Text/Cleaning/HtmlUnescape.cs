using System.Globalization;
using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Text.Cleaning;

/// <summary>Python's <c>html.unescape</c>: named, decimal and hexadecimal character references by the rules of HTML 5.</summary>
public static partial class HtmlUnescape
{
    /// <summary>What numbers 0x80..0x9F mean: Windows-1252, or themselves where that has no character.</summary>
    private const string Windows1252 = "\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178";

    /// <summary>Replaces every reference once; what is none stays as it is.</summary>
    public static string Decode(string text) => text.Contains('&') ? Reference().Replace(text, Replace) : text;

    private static string Replace(Match match)
    {
        var body = match.Groups[1].Value;
        return body[0] == '#' ? Numeric(body.AsSpan(1).TrimEnd(';')) : Named(body);
    }

    private static string Numeric(ReadOnlySpan<char> digits)
    {
        var hexadecimal = digits[0] is 'x' or 'X';
        digits = (hexadecimal ? digits[1..] : digits).TrimStart('0');

        // More than eight digits name nothing, and would overflow.
        var number = digits.Length switch
        {
            0 => 0u,
            > 8 => uint.MaxValue,
            _ => uint.Parse(digits, hexadecimal ? NumberStyles.HexNumber : NumberStyles.None, CultureInfo.InvariantCulture),
        };
        return number switch
        {
            0 => "\ufffd",
            >= 0x80 and <= 0x9f => Windows1252[(int)number - 0x80].ToString(),
            (>= 0xd800 and <= 0xdfff) or > 0x10ffff => "\ufffd",
            _ when IsForbidden(number) => "",
            _ => char.ConvertFromUtf32((int)number),
        };
    }

    /// <summary>Control characters other than white space, and noncharacters: dropped.</summary>
    private static bool IsForbidden(uint number) => number
        is (>= 0x01 and <= 0x08) or 0x0b or (>= 0x0e and <= 0x1f) or 0x7f or (>= 0xfdd0 and <= 0xfdef) || (number & 0xfffe) == 0xfffe;

    private static string Named(string body)
    {
        var names = HtmlEntities.ByName;
        if (names.TryGetValue(body, out var whole))
        {
            return whole;
        }

        // The standard takes the longest known name that the text begins with, which needs no semicolon.
        for (var length = body.Length - 1; length > 1; length--)
        {
            if (names.TryGetValue(body[..length], out var prefix))
            {
                return prefix + body[length..];
            }
        }

        return "&" + body;
    }

    [GeneratedRegex(@"&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
