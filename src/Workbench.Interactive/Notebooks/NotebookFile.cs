using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Workbench.Interactive.Notebooks;

/// <summary>A notebook in nbformat 4. Everything that is not understood is kept as it is.</summary>
public sealed class NotebookFile
{
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject root;

    private NotebookFile(JsonObject root, string path) => (this.root, Path) = (root, path);

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>File name without its extension.</summary>
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);

    /// <summary>All cells, in order.</summary>
    public IReadOnlyList<NotebookCell> Cells => [.. root["cells"]!.AsArray().Select((cell, i) => new NotebookCell(cell!.AsObject(), i))];

    /// <summary>Cells that are executed.</summary>
    public IReadOnlyList<NotebookCell> Code => [.. Cells.Where(c => c.IsCode)];

    /// <summary>Reads a notebook.</summary>
    /// <exception cref="NotebookException">Missing, or not nbformat 4.</exception>
    public static NotebookFile Read(string path)
    {
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) is JsonObject root && root["nbformat"]?.GetValue<int>() == 4 && root["cells"] is JsonArray
                ? new(root, path)
                : throw new NotebookException($"{path}: not a notebook.\nExpected nbformat 4 with cells.", 6);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException)
        {
            throw new NotebookException($"{path}: not a readable notebook: {e.Message}", 6);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    public void Save(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!);
        var partial = $"{path}.{Environment.ProcessId}.partial";
        File.WriteAllText(partial, root.ToJsonString(Written) + "\n", new UTF8Encoding(false));
        File.Move(partial, path, overwrite: true);
    }
}
