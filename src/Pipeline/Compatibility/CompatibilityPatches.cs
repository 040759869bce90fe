using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Parameters;

namespace Workbench.Pipeline.Compatibility;

/// <summary>All patches, and the plan that they make of upstream's.</summary>
public static class CompatibilityPatches
{
    /// <summary>By stage; all are on unless switched off.</summary>
    public static readonly IReadOnlyList<CompatibilityPatch> All = [.. TextEncoderPatches.All, .. VaePatches.All, .. KernelPatches.All, .. DitPatches.All];

    /// <summary>The plan for a configuration on a device, with every applicable patch but those in <paramref name="without"/>.</summary>
    /// <exception cref="ConfigException">An unknown patch, or a kernel name that is refused.</exception>
    public static ExecutionPlan Plan(PipelineConfig config, DeviceTarget device, params IEnumerable<string> without)
    {
        var off = without.ToHashSet(StringComparer.Ordinal);
        foreach (var id in off)
        {
            _ = Find(id);
        }

        var upstream = ExecutionPlan.Upstream(config, device);
        return All.Where(p => p.Applies(upstream) && !off.Contains(p.Id)).Aggregate(upstream, (plan, patch) => patch.Change(plan));
    }

    /// <summary>What `workbench patches` lists for a configuration on a device.</summary>
    public static IReadOnlyList<PatchStatus> List(PipelineConfig config, DeviceTarget device, params IEnumerable<string> without)
    {
        var off = without.ToHashSet(StringComparer.Ordinal);
        var upstream = ExecutionPlan.Upstream(config, device);
        return [.. All.Select(p => new PatchStatus(p, p.Applies(upstream), !off.Contains(p.Id)))];
    }

    /// <summary>The patch of that id.</summary>
    /// <exception cref="ConfigException">There is none; the nearest are named.</exception>
    public static CompatibilityPatch Find(string id) => All.FirstOrDefault(p => p.Id == id)
        ?? throw new ConfigException(new ConfigProblem("--without", $"a patch; nearest: {string.Join(", ", NearestNames.Of(id, All.Select(p => p.Id)))}", $"'{id}'", "(command line)"));

    /// <summary>Checks the part of a plan that a stage rests on, before the stage runs.</summary>
    /// <exception cref="BoundaryException">The first defect; it names the patch that mends it.</exception>
    public static void Check(ExecutionPlan plan, int stage)
    {
        foreach (var patch in All.Where(p => p.Stages.Contains(stage)))
        {
            if (patch.Defect(plan) is { } defect)
            {
                throw new BoundaryException(stage, defect.What, defect.Expected, defect.Got, patch.Id);
            }
        }
    }
}
