using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Configuration;

/// <summary>Finds configurations: a path as given, else by name among those shipped beside the application or in the repository.</summary>
public static class ConfigLocator
{
    /// <summary>The file behind <paramref name="nameOrPath"/>: an existing path, or a name such as <c>tiny_i2v</c> (with or without .json).</summary>
    /// <exception cref="ConfigException">No such file; the message lists the nearest names.</exception>
    public static string Find(string nameOrPath)
    {
        if (File.Exists(nameOrPath))
        {
            return Path.GetFullPath(nameOrPath);
        }

        var shipped = Shipped();
        var name = Path.GetFileNameWithoutExtension(nameOrPath);
        if (shipped.TryGetValue(name, out var found) && nameOrPath is var given && (given == name || given == name + ".json"))
        {
            return found;
        }

        throw new ConfigException(new ConfigProblem(
            "config_json", $"a file, or the name of a shipped configuration ({string.Join(", ", NearestNames.Of(name, shipped.Keys, 8))})", $"'{nameOrPath}'", "(command line)"));
    }

    /// <summary>The shipped LightX2V configurations: name to path.</summary>
    public static IReadOnlyDictionary<string, string> Shipped()
    {
        var folder = Path.Combine(Folder(), "lightx2v");
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").Where(f => Path.GetFileName(f) != "schema.json")
                .OrderBy(f => f, StringComparer.Ordinal).ToDictionary(f => Path.GetFileNameWithoutExtension(f), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);
    }

    /// <summary>The <c>configs</c> folder: beside the application, beside this library, or above either of them in the repository.</summary>
    internal static string Folder()
    {
        var library = Path.GetDirectoryName(typeof(ConfigLocator).Assembly.Location);
        foreach (var start in new[] { AppContext.BaseDirectory, library }.OfType<string>().Where(s => s.Length > 0))
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                var candidate = Path.Combine(folder.FullName, "configs");
                if (Directory.Exists(Path.Combine(candidate, "lightx2v")))
                {
                    return candidate;
                }
            }
        }

        return Path.Combine(AppContext.BaseDirectory, "configs");
    }
}
