using System.Text.Json;
using System.Text.Json.Serialization;

namespace Workbench.Harness.Stages;

/// <summary>What a child process reports of its run. A process that died leaves none.</summary>
/// <param name="Outcome">How it went.</param>
/// <param name="Error">Type and text of the exception, or null.</param>
/// <param name="LoadSeconds">Opening the stage.</param>
/// <param name="RunSeconds">Running it, listeners included.</param>
public sealed record StageReply(StageOutcome Outcome, string? Error, double LoadSeconds, double RunSeconds)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>Writes the reply.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options));

    /// <summary>Reads a reply, or null when there is none.</summary>
    public static StageReply? TryLoad(string path) =>
        File.Exists(path) ? JsonSerializer.Deserialize<StageReply>(File.ReadAllText(path), Options) : null;
}
