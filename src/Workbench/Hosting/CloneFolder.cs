namespace Workbench.Cli.Hosting;

/// <summary>The clone of the repository that a folder lies in; a bundle lies in none.</summary>
internal static class CloneFolder
{
    /// <summary>The nearest one at or above <paramref name="start"/>, or null.</summary>
    public static string? Around(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Workbench.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }

    /// <summary>The one that this program was built in, or null.</summary>
    public static string? OfProgram => Around(AppContext.BaseDirectory);
}
