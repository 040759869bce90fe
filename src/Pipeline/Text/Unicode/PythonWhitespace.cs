namespace Workbench.Pipeline.Text.Unicode;

/// <summary>Python's two ideas of white space, which differ in U+001C..U+001F.</summary>
internal static class PythonWhitespace
{
    /// <summary><c>str.isspace</c>, which <c>str.strip</c> removes.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    /// <summary><c>str.strip()</c>.</summary>
    public static string Strip(string text)
    {
        var start = 0;
        var end = text.Length;
        while (start < end && IsSpace(text[start]))
        {
            start++;
        }

        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>Each run of <c>\s</c> as the <c>regex</c> module has it (the White_Space property) becomes one space.</summary>
    public static string Collapse(string text)
    {
        var builder = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsWhiteSpace(text[i]))
            {
                builder.Append(text[i]);
            }
            else if (i == 0 || !char.IsWhiteSpace(text[i - 1]))
            {
                builder.Append(' ');
            }
        }

        return builder.ToString();
    }
}
