using System.Text.Json.Nodes;

namespace Workbench.Pipeline.Configuration;

/// <summary>Where a configuration comes from; the layers are listed from weakest to strongest, as LightX2V's set_config merges them.</summary>
public sealed record ConfigRequest
{
    /// <summary>Upstream's command-line arguments: they lose against the JSON. Names of <c>InputInfo</c> fields never reach the configuration.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Arguments { get; init; } = new Dictionary<string, JsonNode?>();

    /// <summary>Path of the LightX2V JSON, or the name of one that ships with Workbench (<c>tiny_i2v</c>).</summary>
    public string? ConfigJson { get; init; }

    /// <summary>The model folder; its <c>config.json</c> beats the JSON. Null: sizes are read from the checkpoint's shapes.</summary>
    public string? ModelPath { get; init; }

    /// <summary>Not upstream: settings that beat every file, for `--scheme`, `--steps` and the like.</summary>
    public IReadOnlyDictionary<string, JsonNode?> Overrides { get; init; } = new Dictionary<string, JsonNode?>();
}
