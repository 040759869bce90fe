using System.Globalization;
using System.Text;

namespace Workbench.Pipeline.Checkpoints.Gguf;

/// <summary>A metadata value, as far as anybody needs it: scalars, texts, and short arrays of integers.</summary>
/// <param name="Kind">The type in words, for messages.</param>
/// <param name="Text">As shown to people; long texts and arrays are cut short.</param>
internal sealed record GgufValue(string Kind, string Text)
{
    /// <summary>The value of a u32.</summary>
    public uint? Unsigned { get; init; }

    /// <summary>The elements of an array of at most 16 integers.</summary>
    public long[]? Integers { get; init; }

    /// <summary>Text of a string value, at most 1 KB of it.</summary>
    public static GgufValue Of(ReadOnlySpan<byte> text) => new("a string", Encoding.UTF8.GetString(text[..Math.Min(text.Length, 1024)]));

    public static GgufValue Of(string kind, IFormattable number) => new(kind, number.ToString(null, CultureInfo.InvariantCulture));
}
