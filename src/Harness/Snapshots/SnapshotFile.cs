using System.Text;
using System.Text.Json;
using Workbench.Pipeline.Checkpoints;
using static TorchSharp.torch;

namespace Workbench.Harness.Snapshots;

/// <summary>A snapshot on disk: <c>NAME.json</c> (the manifest) and <c>NAME.safetensors</c> (tensor <c>sketches</c> [rows, k] fp32, and whole tensors as <c>tap/...</c>).</summary>
public static class SnapshotFile
{
    private const string Sketches = "sketches", Prefix = "tap/", ManifestKey = "manifest";

    /// <summary>Writes both files, tensors first.</summary>
    public static void Save(StageSnapshot snapshot, string manifestPath, string dataPath)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(dataPath, Tensors(snapshot));
        File.WriteAllText(manifestPath, SnapshotManifest.Write(SnapshotManifest.Of(snapshot)), new UTF8Encoding(false));
    }

    /// <summary>Writes <c>NAME.json</c> and <c>NAME.safetensors</c>.</summary>
    public static void Save(StageSnapshot snapshot, string name) => Save(snapshot, name + ".json", name + ".safetensors");

    /// <summary>Reads <c>NAME.json</c> and <c>NAME.safetensors</c>.</summary>
    /// <exception cref="CheckpointException">Missing or malformed.</exception>
    public static StageSnapshot Load(string name) => Load(name + ".json", name + ".safetensors");

    /// <summary>Reads a snapshot; the result owns copies on the CPU.</summary>
    /// <exception cref="CheckpointException">Missing or malformed.</exception>
    public static StageSnapshot Load(string manifestPath, string dataPath) => Guarded(manifestPath, () =>
    {
        var content = SnapshotManifest.Read(File.ReadAllText(manifestPath));
        using var data = SafetensorsFile.Open(dataPath);
        return Read(content, data);
    });

    /// <summary>Writes one safetensors file that carries its manifest as metadata: a snapshot beside a test.</summary>
    public static void SaveSingle(StageSnapshot snapshot, string path)
    {
        using var scope = NewDisposeScope();
        SafetensorsWriter.Write(path, Tensors(snapshot), new Dictionary<string, string> { [ManifestKey] = SnapshotManifest.Write(SnapshotManifest.Of(snapshot)) });
    }

    /// <summary>Reads what <see cref="SaveSingle"/> wrote.</summary>
    /// <exception cref="CheckpointException">Missing or malformed.</exception>
    public static StageSnapshot LoadSingle(string path) => Guarded(path, () =>
    {
        using var data = SafetensorsFile.Open(path);
        return data.Metadata.TryGetValue(ManifestKey, out var manifest)
            ? Read(SnapshotManifest.Read(manifest), data)
            : throw new JsonException("it carries no manifest");
    });

    private static StageSnapshot Guarded(string path, Func<StageSnapshot> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new CheckpointException($"{path}: not a readable snapshot: {e.Message}", e);
        }
    }

    private static StageSnapshot Read(SnapshotManifest.Content content, SafetensorsFile data)
    {
        using var scope = NewDisposeScope();
        var sketches = data.Tensors.ContainsKey(Sketches) ? data.View(Sketches).data<float>().ToArray() : [];
        var k = content.Sketches.Projections;
        var whole = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var taps = new List<TapRecord>();
        foreach (var line in content.Taps)
        {
            var tap = SnapshotManifest.RecordOf(line);
            if (line.Row is { } row)
            {
                tap = tap with { Sketch = sketches.AsSpan(row * k, k).ToArray() };
            }
            else
            {
                whole[tap.Path] = data.View(Prefix + tap.Path).clone().DetachFromDisposeScope();
            }

            taps.Add(tap);
        }

        return new(content.Stage, content.Title, content.Provenance, content.Sketches, taps, whole);
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Tensors(StageSnapshot snapshot)
    {
        var rows = snapshot.Taps.Where(tap => tap.Sketch is not null).Select(tap => tap.Sketch!).ToList();
        if (rows.Count > 0)
        {
            yield return new(Sketches, tensor(rows.SelectMany(row => row).ToArray()).reshape(rows.Count, snapshot.Plan.Projections));
        }

        foreach (var tap in snapshot.Taps.Where(tap => tap.Sketch is null))
        {
            yield return new(Prefix + tap.Path, snapshot.Whole(tap.Path)!);
        }
    }
}
