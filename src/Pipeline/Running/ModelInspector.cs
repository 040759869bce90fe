using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;

namespace Workbench.Pipeline.Running;

/// <summary>Inspects a checkpoint, or every checkpoint of a model folder, against the networks they should fill, and the experts against each other. Loads nothing.</summary>
public static class ModelInspector
{
    private static readonly string[] Endings = [".safetensors", ".gguf", ".pth", ".pt", ".ckpt", ".bin"];

    /// <summary>Inspects.</summary>
    /// <exception cref="CheckpointException">There is nothing at the path, or no checkpoint in the folder.</exception>
    public static ModelInspection Inspect(string path)
    {
        var places = File.Exists(path) ? [path] : Directory.Exists(path) ? Find(path).ToList() : throw new CheckpointException($"{path}: no such file or folder.");
        if (places.Count == 0)
        {
            throw new CheckpointException($"{path}: no checkpoint in this folder or two levels below. Expected files ending in {string.Join(", ", Endings)}.");
        }

        var parts = new List<CheckpointReport>();
        var broken = new List<BrokenCheckpoint>();
        foreach (var place in places)
        {
            try
            {
                parts.Add(CheckpointInspector.Inspect(place, ExpectedStateDict.Of));
            }
            catch (CheckpointException e)
            {
                broken.Add(new(place, e.Message));
            }
        }

        return new(parts, broken, [.. parts.SelectMany(Misfits), .. Pairs(parts).SelectMany(p => p.Problems)]);
    }

    private static IEnumerable<string> Misfits(CheckpointReport report)
    {
        if (report.Difference is { Fits: false } difference)
        {
            yield return $"{report.Path}: {difference.Missing.Count} missing, {difference.Extra.Count} extra and {difference.Shapes.Count} misshapen keys; strict loading will refuse it.";
        }
    }

    /// <summary>A folder of shards is one checkpoint, and so is a folder with an index; otherwise every weight file is one.</summary>
    private static IEnumerable<string> Find(string folder, int depth = 0)
    {
        var files = Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).ToList();
        var sharded = files.Any(f => f.EndsWith(".safetensors.index.json", StringComparison.Ordinal)) || files.Any(f => f.Contains("-of-", StringComparison.Ordinal) && f.EndsWith(".safetensors", StringComparison.Ordinal));
        var whole = files.Where(f => Endings.Contains(Path.GetExtension(f)) && !(sharded && f.EndsWith(".safetensors", StringComparison.Ordinal)));
        var below = depth == 2 ? [] : Directory.EnumerateDirectories(folder).Where(d => !Path.GetFileName(d).StartsWith('.')).Order(StringComparer.Ordinal).SelectMany(d => Find(d, depth + 1));
        return [.. sharded ? [folder] : Array.Empty<string>(), .. whole, .. below];
    }

    /// <summary>Experts whose paths differ only in high and low, or, where there are just two, those two.</summary>
    private static List<ExpertPair> Pairs(List<CheckpointReport> parts)
    {
        var experts = parts.Where(p => p.Model.Kind == ModelKind.WanDit).ToList();
        var pairs = experts.Where(p => p.NamedExpert == "high")
            .SelectMany(high => experts.Where(low => low.NamedExpert == "low" && Neutral(low.Path) == Neutral(high.Path)).Select(low => new ExpertPair(high, low))).ToList();
        return pairs.Count == 0 && experts.Count == 2 ? [new(experts[0], experts[1])] : pairs;
    }

    private static string Neutral(string path) => path.Replace("high", "*", StringComparison.OrdinalIgnoreCase).Replace("low", "*", StringComparison.OrdinalIgnoreCase)
        .Replace("transformer_2", "transformer", StringComparison.Ordinal);
}
