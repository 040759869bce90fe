using System.Globalization;
using System.Text;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>Text that comes out of a file, made fit for a message: quoted, without control characters, and never longer than a line.</summary>
internal static class Quoted
{
    private const int Longest = 96;

    public static string Text(string text)
    {
        var shown = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, Longest)))
        {
            _ = char.IsControl(c) || char.IsSurrogate(c)
                ? shown.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture))
                : shown.Append(c);
        }

        return shown.Append(text.Length > Longest ? $"...' ({text.Length} characters)" : "'").ToString();
    }

    /// <summary>The first bytes of something unknown: as text where printable, otherwise in hexadecimal.</summary>
    public static string Bytes(ReadOnlySpan<byte> bytes)
    {
        foreach (var b in bytes)
        {
            if (b is < 0x20 or > 0x7e)
            {
                return "0x" + Convert.ToHexStringLower(bytes);
            }
        }

        return $"'{Encoding.ASCII.GetString(bytes)}'";
    }
}
