using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.TinyModel;

/// <summary>The model that runs when none is named: the tiny one, written once into the user's cache.</summary>
public static class DefaultModel
{
    /// <summary>Changes when the tiny model's sizes or values change, so that an older copy is not taken for it.</summary>
    private const string Version = "1";

    /// <summary>Its folder; written on the first call (a second or two), and so are the experts of a quantisation scheme on the first call for it.</summary>
    public static string Folder(QuantScheme? scheme = null)
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } xdg
            ? xdg
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        var folder = Path.Combine(cache, "workbench", "models", "tiny-i2v-" + Version);
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(folder)!);
            try
            {
                TinyModelFolder.Write(folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // another process was faster
            }
        }

        if (scheme is not null)
        {
            QuantisedExperts.Add(folder, scheme);
        }

        return folder;
    }
}
