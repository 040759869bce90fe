using static TorchSharp.torch;

namespace Workbench.Pipeline.Checkpoints;

/// <summary>
/// Several safetensors files that make up one state dict: with an index (Hugging Face's layout), or all files of a folder without one,
/// as LightX2V loads it (lightx2v/models/networks/base_model.py globs *.safetensors).
/// </summary>
public sealed class ShardedCheckpoint : ICheckpoint
{
    private readonly List<SafetensorsFile> shards = [];
    private readonly Dictionary<string, SafetensorsFile> homes = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, StoredTensor> tensors = new(StringComparer.Ordinal);

    private ShardedCheckpoint(string path, IReadOnlyDictionary<string, string> metadata)
    {
        Path = path;
        Metadata = metadata;
    }

    public string Path { get; }

    public IReadOnlyDictionary<string, StoredTensor> Tensors => tensors;

    /// <summary>The index's metadata; that of the shards is per file and left out.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Files that were opened, in order.</summary>
    public IEnumerable<string> Files => shards.Select(shard => shard.Path);

    /// <summary>Opens the folder by its index, or every <c>*.safetensors</c> in it where there is none.</summary>
    /// <exception cref="CheckpointException">Nothing to open, several indexes, a missing shard, a tensor twice or not where the index says.</exception>
    public static ShardedCheckpoint OpenFolder(string folder)
    {
        var indexes = Directory.GetFiles(folder, "*.safetensors.index.json").Order(StringComparer.Ordinal).ToList();
        if (indexes.Count > 1)
        {
            throw new CheckpointException($"{folder}: {indexes.Count} shard indexes ({string.Join(", ", indexes.Take(3).Select(System.IO.Path.GetFileName))}); name the one to open.");
        }

        if (indexes.Count == 1)
        {
            return OpenIndex(indexes[0]);
        }

        var files = Directory.GetFiles(folder, "*.safetensors").Order(StringComparer.Ordinal).ToList();
        return files.Count > 0
            ? Open(folder, files, null)
            : throw new CheckpointException($"{folder}: no *.safetensors.index.json and no *.safetensors in this folder.");
    }

    /// <summary>Opens the shards that an index names; they stand in its folder (links out of it, as the Hugging Face cache has them, are followed).</summary>
    /// <inheritdoc cref="OpenFolder"/>
    public static ShardedCheckpoint OpenIndex(string index)
    {
        var content = ShardIndex.Read(index);
        var folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(index))!;
        var files = content.Shards.Select(shard => System.IO.Path.Combine(folder, shard)).ToList();
        var missing = files.Where(file => !File.Exists(file)).Select(System.IO.Path.GetFileName).ToList();
        return missing.Count == 0
            ? Open(folder, files, content)
            : throw new CheckpointException($"{index}: {missing.Count} of {files.Count} shards are missing: {string.Join(", ", missing.Take(4))}{(missing.Count > 4 ? ", ..." : "")}.");
    }

    public Tensor View(string name) => Home(name).View(name);

    public Tensor? Share(string name) => Home(name).Share(name);

    public void Prefetch(string name) => Home(name).Prefetch(name);

    public void Release(string name) => Home(name).Release(name);

    public void Dispose()
    {
        foreach (var shard in shards)
        {
            shard.Dispose();
        }
    }

    private static ShardedCheckpoint Open(string path, List<string> files, ShardIndex? index)
    {
        var checkpoint = new ShardedCheckpoint(path, index?.Metadata ?? new Dictionary<string, string>());
        try
        {
            foreach (var file in files)
            {
                checkpoint.Add(SafetensorsFile.Open(file), index);
            }

            foreach (var (name, shard) in index?.ShardOf ?? new Dictionary<string, string>())
            {
                if (!checkpoint.homes.ContainsKey(name))
                {
                    throw new CheckpointException($"{path}: the index says that {Quoted.Text(name)} is in {Quoted.Text(shard)}, but it is not.");
                }
            }

            return checkpoint;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private void Add(SafetensorsFile shard, ShardIndex? index)
    {
        shards.Add(shard);
        var own = System.IO.Path.GetFileName(shard.Path);
        foreach (var (name, tensor) in shard.Tensors)
        {
            if (index is not null && index.ShardOf.TryGetValue(name, out var home) && home != own)
            {
                continue; // the index prefers another shard's copy
            }

            if (!homes.TryAdd(name, shard))
            {
                throw new CheckpointException($"{Path}: {Quoted.Text(name)} stands in both {System.IO.Path.GetFileName(homes[name].Path)} and {own}.");
            }

            tensors.Add(name, tensor);
        }
    }

    private SafetensorsFile Home(string name) =>
        homes.TryGetValue(name, out var shard) ? shard : throw new CheckpointException($"{Path}: no tensor {Quoted.Text(name)}.");
}
