using System.Text;

namespace Workbench.Benchmarks.Running;

/// <summary>benchmarks/RESULTS.md: one section per benchmark and machine.</summary>
internal static class ResultsFile
{
    /// <summary>Puts a section in the place of the one with the same heading, or at the end.</summary>
    public static void Replace(Section section)
    {
        var path = Path.Combine(RepositoryFolder(), "benchmarks", "RESULTS.md");
        var partial = path + ".partial";
        File.WriteAllText(partial, Replaced(File.ReadAllText(path), section));
        File.Move(partial, path, overwrite: true);
    }

    internal static string Replaced(string document, Section section)
    {
        var result = new StringBuilder();
        var (placed, skipping) = (false, false);
        foreach (var line in document.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                skipping = line == section.Heading;
                if (skipping)
                {
                    result.Append(section.Text).Append('\n');
                    placed = true;
                }
            }

            if (!skipping)
            {
                result.Append(line).Append('\n');
            }
        }

        if (!placed)
        {
            result.Append('\n').Append(section.Text);
        }

        return result.ToString().TrimEnd('\n') + "\n";
    }

    private static string RepositoryFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("no Workbench.sln above " + AppContext.BaseDirectory);
    }
}
