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

    /// <summary>
    /// The cases that suites are chosen by: the keys under <c>cases</c>, or, where the manifest lists none, the folder's own name
    /// (the folders of the checkpoint formats are one case each).
    /// </summary>
    public IReadOnlyList<string> Cases => Manifest["cases"] is JsonObject cases
        ? [.. cases.Select(c => c.Key)]
        : [System.IO.Path.GetFileName(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(Path)))];

    /// <summary>Opens a folder with a manifest, or every folder with one directly below it.</summary>
    /// <exception cref="CheckpointException">There is no readable manifest in either place.</exception>
    public static IReadOnlyList<OracleFolder> OpenAll(string path)
    {
        if (System.IO.File.Exists(System.IO.Path.Combine(path, "manifest.json")) || !Directory.Exists(path))
        {
            return [Open(path)];
        }

        var parts = Directory.GetDirectories(path).Where(part => System.IO.File.Exists(System.IO.Path.Combine(part, "manifest.json"))).Order(StringComparer.Ordinal).ToList();
        return parts.Count > 0 ? [.. parts.Select(Open)] : [Open(path)];
    }

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

    /// <summary>Full path of a file that a manifest names from the folder above, as in <c>types/core.gguf</c> said in <c>types/manifest.json</c>.</summary>
    public string Below(string named)
    {
        var slash = named.IndexOf('/');
        return At(slash >= 0 && !Has(named) ? named[(slash + 1)..] : named);
    }

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
