namespace Workbench.Pipeline.Text.Data;

/// <summary>Tables that travel inside the assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>The lines of an embedded file, without comments and empty lines.</summary>
    public static IEnumerable<string> Lines(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"embedded file {name} is missing from {typeof(EmbeddedText).Assembly.GetName().Name}.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
