using Workbench.Harness.Isolation;
using Workbench.Harness.Snapshots;
using Workbench.Pipeline.Stages;

namespace Workbench.Harness.Stages;

/// <summary>
/// A pipeline as the harness sees it. Whoever owns real stages implements this once; the same host is built in the parent and,
/// from the same command line, in every child process.
/// </summary>
public interface IStageHost
{
    /// <summary>The stages in pipeline order.</summary>
    IReadOnlyList<StageDescription> Stages { get; }

    /// <summary>
    /// Legitimate variations of a stage that must not count as faults: thread counts, attention implementations, batch splits, TF32.
    /// Measured by calibration.
    /// </summary>
    IReadOnlyList<string> Variations(string stage);

    /// <summary>The variation that computes the stage in fp64 (or as near to it as there is): the oracle of calibration. Null when there is none.</summary>
    string? Oracle(string stage);

    /// <summary>Where results of a stage come from, here and now.</summary>
    Provenance Provenance(string stage, string? variation);

    /// <summary>What a stage is fed in a run of the pipeline.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="earlier">Outputs of the stages before it, by id; they stay the caller's.</param>
    /// <returns>The caller's to dispose.</returns>
    StageData Input(string stage, IReadOnlyDictionary<string, StageData> earlier);

    /// <summary>Loads a stage.</summary>
    /// <param name="stage">Id of the stage.</param>
    /// <param name="variation">One of <see cref="Variations"/>, <see cref="Oracle"/>, or null for the configuration as it stands.</param>
    IHarnessStage Open(string stage, string? variation);

    /// <summary>The command that runs <see cref="StageChild"/> with this host in a process of its own.</summary>
    /// <param name="request">What it is to do.</param>
    /// <param name="requestFile">Where <paramref name="request"/> has been written.</param>
    ProcessCommand Child(StageRequest request, string requestFile);
}
