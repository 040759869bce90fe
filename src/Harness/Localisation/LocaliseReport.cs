namespace Workbench.Harness.Localisation;

/// <summary>What a localisation found.</summary>
/// <param name="Stages">Every stage looked at, in pipeline order.</param>
/// <param name="Diagnosis">Where and why the first failing stage fails; null when none does.</param>
public sealed record LocaliseReport(IReadOnlyList<StageResult> Stages, Diagnosis? Diagnosis)
{
    /// <summary>What the stages were held against, such as <c>cpu</c>; null for goldens.</summary>
    public string? Against { get; init; }

    /// <summary>The first stage that fails, or null.</summary>
    public StageResult? FirstFailing => Stages.FirstOrDefault(stage => stage.Fails);

    /// <summary>The exit code.</summary>
    public HarnessExit Exit => FirstFailing?.Status switch
    {
        null => Stages.Count > 0 && Stages.All(stage => stage.Status == StageStatus.Agrees) ? HarnessExit.Pass : HarnessExit.Unjudged,
        StageStatus.Outside => HarnessExit.Regression,
        StageStatus.Hung or StageStatus.TooSlow => HarnessExit.TimeOut,
        StageStatus.BadFile => HarnessExit.BadFile,
        _ => HarnessExit.Crash,
    };
}
