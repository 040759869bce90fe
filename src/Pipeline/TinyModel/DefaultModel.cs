namespace Workbench.Pipeline.TinyModel;

/// <summary>The model that runs when none is named: the tiny one, written once into the user's cache.</summary>
public static class DefaultModel
{
    /// <summary>Changes when the tiny model's sizes or values change, so that an older copy is not taken for it.</summary>
    private const string Version = "1";

    /// <summary>Its folder; written on the first call (a second or two).</summary>
    public static string Folder()
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

        return folder;
    }
}
