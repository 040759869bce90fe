using Workbench.Harness.Snapshots;

namespace Workbench.Harness.Localisation;

/// <summary>How to localise.</summary>
public sealed record LocaliseOptions
{
    /// <summary>Stages to look at, by id; all when empty.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>Whether to stop at the first stage that fails. Each stage is fed its golden input, so later ones can be judged all the same.</summary>
    public bool StopAtFirst { get; init; }

    /// <summary>Variation the candidate runs under, or null for the configuration as it stands.</summary>
    public string? Variation { get; init; }

    /// <summary>Further sinks in the candidate's processes, as text (injected faults); <c>STAGE|text</c> is for one stage alone.</summary>
    public IReadOnlyList<string> Extras { get; init; } = [];

    /// <summary>Stage files to feed in place of the reference's own inputs, by stage: to find what is wrong with them.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>File for the tensors at the tap that the diagnosis names, for reports (safetensors); null writes none.</summary>
    public string? Evidence { get; init; }

    /// <summary>What the candidate's snapshots keep whole.</summary>
    public StoragePolicy Storage { get; init; } = StoragePolicy.Default;
}
