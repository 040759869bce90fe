using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.Lora;

/// <summary>A module of a LoRA file and the tensors it has there.</summary>
/// <param name="Name">As the file names it.</param>
/// <param name="Parts">From headers alone.</param>
public sealed record LoraModule(string Name, IReadOnlyDictionary<LoraPart, StoredTensor> Parts);

/// <summary>What a LoRA file holds, module by module, from headers alone.</summary>
public sealed class LoraIndex
{
    private readonly OrderedDictionary<string, LoraModule> modules = new(StringComparer.Ordinal);
    private readonly List<StoredTensor> foreign = [];

    private LoraIndex(string path, string? expert) => (Path, Expert) = (path, expert);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary><c>high</c> or <c>low</c> where the file's metadata or name says for which expert it was trained; else null.</summary>
    public string? Expert { get; }

    /// <summary>In file order.</summary>
    public IReadOnlyCollection<LoraModule> Modules => modules.Values;

    /// <summary>Tensors that are no part of a LoRA as known here.</summary>
    public IReadOnlyList<StoredTensor> Foreign => foreign;

    /// <summary>Groups the keys of an open file.</summary>
    /// <exception cref="LoraException">The same part twice under two spellings.</exception>
    public static LoraIndex Of(ICheckpoint file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var index = new LoraIndex(file.Path, LoraExpert.Said(file));
        foreach (var tensor in file.Tensors.Values)
        {
            index.Add(tensor);
        }

        return index;
    }

    private void Add(StoredTensor tensor)
    {
        if (LoraKey.Parse(tensor.Name) is not { } key)
        {
            foreign.Add(tensor);
            return;
        }

        if (!modules.TryGetValue(key.Module, out var module))
        {
            modules.Add(key.Module, module = new(key.Module, new Dictionary<LoraPart, StoredTensor>()));
        }

        if (!((Dictionary<LoraPart, StoredTensor>)module.Parts).TryAdd(key.Part, tensor))
        {
            throw new LoraException($"{Path}: both {module.Parts[key.Part].Name} and {tensor.Name} are the {key.Part} tensor of {key.Module}.");
        }
    }
}
