namespace Workbench.Pipeline.Hub.Models;

/// <summary>Turns what a user calls a model into its folder: a plain folder, a models--owner--name cache folder, or owner/name[@revision] in the cache.</summary>
public static class ModelSource
{
    /// <summary>The model's folder. Asks no network.</summary>
    /// <exception cref="HubException">Neither a folder nor in the cache; the message has the fetch command.</exception>
    public static string Resolve(string model, HubSettings settings)
    {
        if (Directory.Exists(model))
        {
            if (!Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(model))).StartsWith("models--", StringComparison.Ordinal))
            {
                return Path.GetFullPath(model);
            }

            return HubCache.FindInFolder(Path.GetFullPath(model))
                ?? throw new HubException(HubFailure.NotFound, $"{model}: a cache folder with neither refs/main nor a single snapshot. Give the snapshot folder, or owner/name@commit.");
        }

        return RepositoryId.TryParse(model) is { } repository
            ? new HubCache(settings.CacheDirectory).Resolve(repository)
            : throw new HubException(HubFailure.NotFound, $"'{model}' is neither a folder nor owner/name. Next: {FetchCommand.For(KnownRepositories.Base)}");
    }
}
