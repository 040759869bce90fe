namespace Workbench.Pipeline.Text.Fixing;

/// <summary>Controls U+0080..U+009F that nobody means: read as Windows-1252, as web browsers do.</summary>
internal static class C1Controls
{
    public static bool Any(string text) => text.AsSpan().IndexOfAnyInRange('\u0080', '\u009f') >= 0;

    public static string Apply(string text) => !Any(text) ? text : string.Create(text.Length, text, static (span, source) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = source[i] is >= '\u0080' and <= '\u009f' ? SingleByteEncoding.Windows1252[source[i]] : source[i];
        }
    });
}
