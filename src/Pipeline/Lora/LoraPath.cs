using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Hub;

namespace Workbench.Pipeline.Lora;

/// <summary>Finds a LoRA file: a path, or <c>owner/name/file</c> in the hub cache. Asks no network.</summary>
public static class LoraPath
{
    /// <summary>The full path, in one spelling for one file: it is the LoRA's identity.</summary>
    /// <exception cref="CheckpointException">Neither a file nor in the cache; the message has the command to fetch it.</exception>
    public static string Resolve(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Path.Exists(path))
        {
            return Path.GetFullPath(path);
        }

        var parts = path.Split('/');
        if (parts.Length < 3 || Path.IsPathRooted(path) || parts[0] is "." or ".." || parts.Any(string.IsNullOrEmpty))
        {
            throw new CheckpointException($"{path}: no such LoRA file. Expected a safetensors file, or owner/name/file of a fetched hub repository.");
        }

        var repository = RepositoryId.Parse($"{parts[0]}/{parts[1]}");
        var file = string.Join('/', parts[2..]);
        return new HubCache(HubSettings.FromEnvironment().CacheDirectory).Find(repository) is { } snapshot && File.Exists(Path.Combine(snapshot, file))
            ? Path.GetFullPath(Path.Combine(snapshot, file))
            : throw new CheckpointException($"{path}: no such file, and the hub cache has no {file} of {repository}.\nNext: {FetchCommand.For(repository.ToString(), file)}");
    }
}
