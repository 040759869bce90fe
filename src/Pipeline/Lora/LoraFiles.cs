using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Lora;

/// <summary>LoRA files in memory while they are on an expert: read once, matched with each expert.</summary>
internal sealed class LoraFiles(IReadOnlyDictionary<Expert, ParameterRegistry> models) : IDisposable
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    /// <summary>Opens, checks and reads a file unless it is in memory already.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="expert">Must match; the other expert may.</param>
    /// <exception cref="CheckpointException">Not to be read.</exception>
    /// <exception cref="LoraException">Does not fit this expert.</exception>
    public AttachedLora Attach(string path, Expert expert, double strength, bool skipUnmatched)
    {
        if (!entries.TryGetValue(path, out var entry))
        {
            using var file = CheckpointFile.Open(path);
            var index = LoraIndex.Of(file);
            var plans = models.ToDictionary(m => m.Key, m => LoraPlan.Of(index, m.Value));
            plans[expert].Require(skipUnmatched);
            entries.Add(path, entry = new(LoadedLora.Read(file, index, plans.Values.Where(p => p.Defects.Count == 0)), plans));
        }

        entry.Plans[expert].Require(skipUnmatched);
        return new(path, entry.Lora, entry.Plans[expert], strength);
    }

    /// <summary>Frees what is not named.</summary>
    public void KeepOnly(IReadOnlySet<string> paths)
    {
        foreach (var path in entries.Keys.Where(p => !paths.Contains(p)).ToList())
        {
            entries.Remove(path, out var gone);
            gone!.Lora.Dispose();
        }
    }

    public void Dispose() => KeepOnly(new HashSet<string>());

    private sealed record Entry(LoadedLora Lora, Dictionary<Expert, LoraPlan> Plans);
}
