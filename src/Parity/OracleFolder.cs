using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;

namespace Workbench.Parity;

/// <summary>A folder with <c>manifest.json</c>, weights under upstream's key names, and inputs, intermediates and outputs in safetensors files.</summary>
public sealed class OracleFolder : IDisposable
{
    private readonly Dictionary<string, SafetensorsFile> files = new(StringComparer.Ordinal);

    private OracleFolder(string path, JsonObject manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The parsed manifest.</summary>
    public JsonObject Manifest { get; }

    /// <summary>Opens the folder; files are mapped when first used.</summary>
    /// <exception cref="CheckpointException">There is no readable manifest.</exception>
    public static OracleFolder Open(string path)
    {
        var manifest = System.IO.Path.Combine(path, "manifest.json");
        if (!System.IO.File.Exists(manifest))
        {
            throw new CheckpointException($"{path}: no manifest.json. Expected a folder as docs/parity.md describes it.");
        }

        return JsonNode.Parse(System.IO.File.ReadAllText(manifest)) is JsonObject content
            ? new(path, content)
            : throw new CheckpointException($"{manifest}: must hold a JSON object.");
    }

    /// <summary>Whether a file is there.</summary>
    public bool Has(string relative) => System.IO.File.Exists(At(relative));

    /// <summary>Full path of a file.</summary>
    public string At(string relative) => System.IO.Path.Combine(Path, relative);

    /// <summary>A safetensors file of the folder, kept open.</summary>
    public SafetensorsFile File(string relative) =>
        files.TryGetValue(relative, out var file) ? file : files[relative] = SafetensorsFile.Open(At(relative));

    public void Dispose()
    {
        foreach (var file in files.Values)
        {
            file.Dispose();
        }
    }
}
