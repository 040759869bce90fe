using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Golden;

/// <summary>One accept: new files beside the old ones, then the index renamed, then the old files removed.</summary>
internal sealed class GoldenAccept(GoldenStore store, string deviceClass, GoldenFiles files)
{
    private string Place => Path.Combine(store.Folder, deviceClass);

    public void Run(IReadOnlyList<string> stages, bool beside)
    {
        var index = store.Index(deviceClass);
        foreach (var stage in stages)
        {
            var entry = Store(stage);
            var before = beside && index.Stages.TryGetValue(stage, out var kept) ? kept.Where(e => e.Manifest != entry.Manifest) : [];
            index.Stages[stage] = [.. before, entry];
        }

        files.Replace(store.IndexFile(deviceClass), index.Write());

        // From here on the new goldens stand; the rest is tidying up, which the next accept would do as well.
        foreach (var part in stages.SelectMany(Parts))
        {
            files.Delete(part);
        }

        RemoveUnused(index);
    }

    private GoldenEntry Store(string stage)
    {
        var parts = Parts(stage);
        if (!parts.All(File.Exists))
        {
            throw new GoldenException($"{parts[0]}: nothing whole was received for stage {stage}. Waiting: {string.Join(", ", store.Received(deviceClass))}.\nNext: workbench golden record --case {store.Case}");
        }

        using (SnapshotFile.Load(store.ReceivedName(deviceClass, stage)))
        {
            // Only what can be read back is worth accepting.
        }

        var manifest = files.Put(parts[0], Place, stage, "verified.json");
        var data = files.Put(parts[1], Place, stage, "verified.safetensors");
        var digest = GoldenFiles.Digest(parts[2]);
        var input = Input(stage, parts[2], digest);
        return new($"{deviceClass}/{manifest}", $"{deviceClass}/{data}", input, digest);
    }

    /// <summary>Small inputs go into the store, large ones beside it under their whole digest; returns the path in the store.</summary>
    private string? Input(string stage, string file, string digest)
    {
        if (new FileInfo(file).Length <= GoldenStore.LargestInput)
        {
            return $"{deviceClass}/{files.Put(file, Place, stage, "input.safetensors")}";
        }

        files.PutAs(file, Path.Combine(store.Folder, GoldenStore.KeptInputs, digest + ".safetensors"));
        return null;
    }

    private string[] Parts(string stage)
    {
        var name = store.ReceivedName(deviceClass, stage);
        return [name + ".json", name + ".safetensors", name + ".input.safetensors"];
    }

    private void RemoveUnused(GoldenIndex index)
    {
        var used = index.Files().Select(f => Path.GetFullPath(Path.Combine(store.Folder, f))).ToHashSet(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Place).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(file);
            var ours = name.Contains(".verified.", StringComparison.Ordinal) || name.Contains(".input.", StringComparison.Ordinal) || name.EndsWith(".partial", StringComparison.Ordinal);
            if (ours && !name.Contains(".received.", StringComparison.Ordinal) && !used.Contains(Path.GetFullPath(file)))
            {
                files.Delete(file);
            }
        }
    }
}
