namespace Workbench.Pipeline.Compatibility;

/// <summary>
/// One thing that upstream's users had to find out, as an object: it can be listed (`workbench patches`) and switched off (`--without ID`),
/// and a plan that lacks it fails a check at its stage.
/// </summary>
public sealed record CompatibilityPatch
{
    /// <summary>Short name in kebab case.</summary>
    public required string Id { get; init; }

    /// <summary>The stages it belongs to: 10 text encode, 11 image encode, 12 DIT step, 13 VAE decode. The first one fails without it.</summary>
    public required IReadOnlyList<int> Stages { get; init; }

    /// <summary>What users saw.</summary>
    public required string Symptom { get; init; }

    /// <summary>When it applies, in words.</summary>
    public required string AppliesWhen { get; init; }

    /// <summary>What it changes, in words.</summary>
    public required string Effect { get; init; }

    /// <summary>Where it was reported.</summary>
    public required string Source { get; init; }

    /// <summary>Whether it applies to a configuration on a device, asked of the unpatched plan.</summary>
    public required Func<ExecutionPlan, bool> Applies { get; init; }

    /// <summary>The plan with this patch.</summary>
    public required Func<ExecutionPlan, ExecutionPlan> Change { get; init; }

    /// <summary>What is wrong with a plan that this patch would mend; null: nothing.</summary>
    public required Func<ExecutionPlan, PlanDefect?> Defect { get; init; }
}
