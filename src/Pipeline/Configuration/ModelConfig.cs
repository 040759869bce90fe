namespace Workbench.Pipeline.Configuration;

/// <summary>The configuration that a model folder brings along: what it runs with when none is named.</summary>
public static class ModelConfig
{
    /// <summary>Name of the file, a LightX2V configuration, at the top of the folder.</summary>
    public const string FileName = "lightx2v.json";

    /// <summary>Path of the file, or null where the folder has none.</summary>
    /// <param name="folder">The model folder, or null.</param>
    public static string? In(string? folder) =>
        folder is not null && Path.Combine(folder, FileName) is var path && File.Exists(path) ? path : null;
}
