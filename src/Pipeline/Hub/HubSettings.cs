namespace Workbench.Pipeline.Hub;

/// <summary>Where the hub and its cache are. The token is sent to <see cref="Endpoint"/>'s host only and never printed.</summary>
public sealed record HubSettings
{
    /// <summary>Base address; HF_ENDPOINT.</summary>
    public Uri Endpoint { get; init; } = new("https://huggingface.co");

    /// <summary>Access token; HF_TOKEN.</summary>
    public string? Token { get; init; }

    /// <summary>Root of the cache; HF_HUB_CACHE, else HUGGINGFACE_HUB_CACHE, else $HF_HOME/hub, else $XDG_CACHE_HOME/huggingface/hub, else ~/.cache/huggingface/hub.</summary>
    public required string CacheDirectory { get; init; }

    /// <summary>Never ask the network; HF_HUB_OFFLINE.</summary>
    public bool Offline { get; init; }

    /// <summary>Files fetched at a time.</summary>
    public int ParallelFiles { get; init; } = 4;

    /// <summary>Attempts per request before giving up.</summary>
    public int Attempts { get; init; } = 5;

    /// <summary>Silence after which a connection counts as dead.</summary>
    public TimeSpan IdleLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads the variables of huggingface_hub. <paramref name="variable"/> stands in for the process environment in tests.</summary>
    /// <exception cref="HubException">HF_ENDPOINT is no http address.</exception>
    public static HubSettings FromEnvironment(Func<string, string?>? variable = null)
    {
        variable ??= Environment.GetEnvironmentVariable;
        string? Get(string name) => variable(name) is { Length: > 0 } value ? value : null;
        var endpoint = Get("HF_ENDPOINT") ?? "https://huggingface.co";
        if (!Uri.TryCreate(endpoint.TrimEnd('/'), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new HubException(HubFailure.Network, $"HF_ENDPOINT={endpoint}: expected an http or https address, for instance https://huggingface.co.");
        }

        var home = Get("HF_HOME") ?? Path.Combine(Get("XDG_CACHE_HOME") ?? Path.Combine(Home(variable), ".cache"), "huggingface");
        return new()
        {
            Endpoint = address,
            Token = Get("HF_TOKEN")?.Trim(),
            CacheDirectory = Expand(Get("HF_HUB_CACHE") ?? Get("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(home, "hub"), variable),
            Offline = Get("HF_HUB_OFFLINE")?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE",
        };
    }

    public override string ToString() => $"{Endpoint}, cache {CacheDirectory}{(Offline ? ", offline" : "")}, {(Token is null ? "no token" : "with token")}";

    private static string Home(Func<string, string?> variable) => variable("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    private static string Expand(string path, Func<string, string?> variable) => path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Home(variable), path[2..]) : path;
}
