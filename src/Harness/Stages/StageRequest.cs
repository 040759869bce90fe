using System.Text.Json;
using Workbench.Harness.Measurement;
using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Stages;

/// <summary>What a child process is asked to do: run one stage on one input and leave behind what was asked for. Travels as JSON.</summary>
public sealed record StageRequest
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Id of the stage.</summary>
    public required string Stage { get; init; }

    /// <summary>Variation to run under, or null.</summary>
    public string? Variation { get; init; }

    /// <summary>Stage file with the input.</summary>
    public required string Input { get; init; }

    /// <summary>Where the <see cref="StageReply"/> goes.</summary>
    public required string Reply { get; init; }

    /// <summary>Where the in-flight marker lives, or null for none.</summary>
    public string? Marker { get; init; }

    /// <summary>Whether to wait for the device at every mark, so that a crash is named exactly.</summary>
    public bool Synchronise { get; init; }

    /// <summary>Stage file for the output, or null.</summary>
    public string? Output { get; init; }

    /// <summary>Snapshot to take, without extension (<c>.json</c> and <c>.safetensors</c> are added), or null.</summary>
    public string? Snapshot { get; init; }

    /// <summary>How the snapshot's sketches are made.</summary>
    public SketchPlan Sketches { get; init; } = SketchPlan.Default;

    /// <summary>What the snapshot keeps whole.</summary>
    public StoragePolicy Storage { get; init; } = StoragePolicy.Default;

    /// <summary>Taps to look at.</summary>
    public string Taps { get; init; } = "";

    /// <summary>File for whole tensors of the chosen taps, or null.</summary>
    public string? Record { get; init; }

    /// <summary>Snapshot (without extension) whose whole tensors replace each tap's own after it was looked at, so that each tap shows the error of its own step alone.</summary>
    public string? Teacher { get; init; }

    /// <summary>Tensors to put in at taps.</summary>
    public IReadOnlyList<GraftRequest> Grafts { get; init; } = [];

    /// <summary>Further sinks by text, which the child's program knows how to make (injected faults).</summary>
    public IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Writes the request.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Options));

    /// <summary>Reads a request.</summary>
    /// <exception cref="JsonException">Not such a file.</exception>
    public static StageRequest Load(string path) =>
        JsonSerializer.Deserialize<StageRequest>(File.ReadAllText(path), Options) ?? throw new JsonException($"{path}: empty request");
}
