namespace Workbench.Pipeline.Text.Tokenization;

/// <summary>Facts about UTF-8.</summary>
internal static class Utf8
{
    /// <summary>Bytes of the character at the beginning of well-formed text.</summary>
    public static int Length(ReadOnlySpan<byte> text) => Math.Min(text.Length, text[0] switch
    {
        < 0xc0 => 1,
        < 0xe0 => 2,
        < 0xf0 => 3,
        _ => 4,
    });
}
