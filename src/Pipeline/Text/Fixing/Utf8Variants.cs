using System.Text;
using System.Text.RegularExpressions;

namespace Workbench.Pipeline.Text.Fixing;

/// <summary>UTF-8 read from strings that hold one byte per character: strictly, or with CESU-8 surrogate pairs and Java's two-byte zero allowed.</summary>
internal static partial class Utf8Variants
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text, or null where the bytes are not UTF-8.</summary>
    public static string? Decode(string bytes)
    {
        try
        {
            return bytes.Contains('\u00ed') || bytes.Contains('\u00c0') ? DecodeVariants(bytes) : DecodeStrict(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private static string DecodeStrict(ReadOnlySpan<char> bytes)
    {
        var buffer = new byte[bytes.Length];
        Encoding.Latin1.GetBytes(bytes, buffer);
        return Strict.GetString(buffer);
    }

    private static string DecodeVariants(string bytes)
    {
        var output = new StringBuilder(bytes.Length);
        for (var position = 0; position < bytes.Length;)
        {
            var special = Special().Match(bytes, position);
            var plain = special.Success ? special.Index : bytes.Length;
            output.Append(DecodeStrict(bytes.AsSpan(position, plain - position)));
            position = plain;
            if (!special.Success)
            {
                break;
            }

            if (bytes[position] == '\u00c0' && bytes.Length - position > 1)
            {
                output.Append('\0');
                position += 2;
            }
            else if (special.Groups["pair"].Length == 6)
            {
                output.Append(char.ConvertFromUtf32(0x10000 + ((bytes[position + 1] & 0x0f) << 16) + ((bytes[position + 2] & 0x3f) << 10)
                    + ((bytes[position + 4] & 0x0f) << 6) + (bytes[position + 5] & 0x3f)));
                position += 6;
            }
            else
            {
                // A lone surrogate or a torn sequence: fails here as it does in the strict decoder.
                output.Append(DecodeStrict(bytes.AsSpan(position)));
                break;
            }
        }

        return output.ToString();
    }

    [GeneratedRegex(
        @"\xc0(?:\x80|$)"
        + @"|(?<pair>\xed(?:[\xa0-\xaf]|$)(?:[\x80-\xbf]|$)(?:\xed|$)(?:[\xb0-\xbf]|$)(?:[\x80-\xbf]|$))"
        + @"|\xed(?:[\xa0-\xbf]|$)(?:[\x80-\xbf]|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Special();
}
