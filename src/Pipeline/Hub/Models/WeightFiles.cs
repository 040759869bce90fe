using System.Text.Json;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>The files that hold one network's weights: one file, or the shards of a folder.</summary>
/// <param name="Path">File or folder, as found.</param>
/// <param name="Files">The weight files, sorted by name.</param>
public sealed record WeightFiles(string Path, IReadOnlyList<string> Files)
{
    /// <summary>Bytes of all files.</summary>
    public long Bytes => Files.Sum(f => new FileInfo(f).Length);

    /// <summary>Looks at a file or folder. Null: it is not there or holds no weights (a folder with nothing but an index is no checkpoint).</summary>
    /// <param name="path">File or folder.</param>
    /// <param name="ggufType">In a folder of GGUF files: the type that the name must end with; null: safetensors are wanted.</param>
    /// <param name="problem">Set when something is there but not usable: shards missing, names ambiguous.</param>
    public static WeightFiles? TryFind(string path, string? ggufType, out string? problem)
    {
        problem = null;
        if (File.Exists(path))
        {
            return new(path, [path]);
        }

        if (!Directory.Exists(path))
        {
            return null;
        }

        return ggufType is null ? Shards(path, out problem) : Gguf(path, ggufType, out problem);
    }

    private static WeightFiles? Shards(string folder, out string? problem)
    {
        problem = null;
        var present = Directory.EnumerateFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToList();
        if (Directory.EnumerateFiles(folder, "*.safetensors.index.json").Order(StringComparer.Ordinal).FirstOrDefault() is { } index)
        {
            var named = ShardNames(index, out problem);
            var missing = named.Where(n => !File.Exists(System.IO.Path.Combine(folder, n))).ToList();
            problem ??= missing.Count > 0 && present.Count > 0 ? $"{missing.Count} of {named.Count} shards named by {System.IO.Path.GetFileName(index)} are missing, among them {missing[0]}" : null;
            return problem is null && missing.Count == 0 ? new(folder, [.. named.Select(n => System.IO.Path.Combine(folder, n))]) : null;
        }

        return present.Count > 0 ? new(folder, present) : null;
    }

    /// <summary>Upstream takes the first name that contains the type; a type such as Q4_K would then also take Q4_K_M, so an exact ending goes first and two candidates are refused.</summary>
    private static WeightFiles? Gguf(string folder, string type, out string? problem)
    {
        problem = null;
        var all = Directory.EnumerateFiles(folder, "*.gguf").Order(StringComparer.Ordinal).ToList();
        var fitting = all.Where(f => System.IO.Path.GetFileName(f).EndsWith($"-{type}.gguf", StringComparison.OrdinalIgnoreCase)).ToList();
        if (fitting.Count == 0)
        {
            fitting = all.Where(f => System.IO.Path.GetFileName(f).Contains(type, StringComparison.OrdinalIgnoreCase)).ToList();
        }

        problem = fitting.Count > 1 ? $"several files fit {type}: {string.Join(", ", fitting.Select(System.IO.Path.GetFileName))}; name one in the configuration"
            : fitting.Count == 0 && all.Count > 0 ? $"no file fits {type} among {string.Join(", ", all.Select(System.IO.Path.GetFileName))}" : null;
        return fitting.Count == 1 ? new(fitting[0], fitting) : null;
    }

    private static List<string> ShardNames(string index, out string? problem)
    {
        problem = null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(index));
            var names = document.RootElement.GetProperty("weight_map").EnumerateObject().Select(t => t.Value.GetString() ?? "").Distinct().Order(StringComparer.Ordinal).ToList();
            if (names.Count > 0 && names.All(n => n.Length > 0 && System.IO.Path.GetFileName(n) == n))
            {
                return names;
            }

            problem = $"{index}: \"weight_map\" names no shards beside it";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            problem = $"{index}: not a shard index ({e.Message})";
        }

        return [];
    }
}
