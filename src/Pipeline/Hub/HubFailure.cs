namespace Workbench.Pipeline.Hub;

/// <summary>Why something of the hub failed.</summary>
public enum HubFailure
{
    /// <summary>The repository, revision or file does not exist, or is hidden.</summary>
    NotFound,

    /// <summary>A token is missing, wrong, or not admitted to a gated repository.</summary>
    Unauthorised,

    /// <summary>Too many requests, even after waiting.</summary>
    RateLimited,

    /// <summary>The server could not be reached, failed, or answered nonsense, even after retries.</summary>
    Network,

    /// <summary>The bytes are not those of the listed checksum.</summary>
    Checksum,

    /// <summary>The file system refused: no space, no permission, a file in the way.</summary>
    Disk,

    /// <summary>Offline, and what is asked for is not in the cache.</summary>
    Offline,

    /// <summary>The server named a file outside the target folder.</summary>
    Hostile,
}
