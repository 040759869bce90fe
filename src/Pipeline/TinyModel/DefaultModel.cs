using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.TinyModel;

/// <summary>The model that runs when none is named: the tiny one, written once into the user's cache.</summary>
public static class DefaultModel
{
    /// <summary>Changes when the tiny model's sizes or values change, so that an older copy is not taken for it.</summary>
    private const string Version = "2";

    /// <summary>The same for the tiny lip-sync model.</summary>
    private const string LipSyncVersion = "1";

    /// <summary>Its folder; written on the first call (a second or two), and so are the experts of a quantisation scheme on the first call for it.</summary>
    public static string Folder(QuantScheme? scheme = null)
    {
        var folder = Cached("tiny-i2v-" + Version, path => TinyModelFolder.Write(path));
        if (scheme is not null)
        {
            QuantisedExperts.Add(folder, scheme);
        }

        return folder;
    }

    /// <summary>The folder of the tiny lip-sync model; written on the first call.</summary>
    public static string LipSyncFolder() => Cached("tiny-musetalk-" + LipSyncVersion, path => TinyLipSyncFolder.Write(path));

    private static string Cached(string name, Action<string> write)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "workbench", "models", name);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            try
            {
                write(folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // another process was faster
            }
        }

        return folder;
    }
}
