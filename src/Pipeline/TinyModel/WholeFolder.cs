namespace Workbench.Pipeline.TinyModel;

/// <summary>A folder that appears whole or not at all.</summary>
internal static class WholeFolder
{
    /// <summary>Fills a folder beside <paramref name="folder"/>, then renames it.</summary>
    /// <exception cref="IOException">The folder exists, or the disk refuses.</exception>
    public static void Write(string folder, Action<string> fill)
    {
        var target = Path.GetFullPath(folder);
        if (Path.Exists(target))
        {
            throw new IOException($"{target}: exists already.\nNext: remove it, or name another folder.");
        }

        var partial = $"{target}.{Environment.ProcessId}.partial";
        try
        {
            Directory.CreateDirectory(partial);
            fill(partial);
            Directory.Move(partial, target);
        }
        finally
        {
            if (Directory.Exists(partial))
            {
                Directory.Delete(partial, recursive: true);
            }
        }
    }
}
