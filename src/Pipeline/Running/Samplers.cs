using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Sampling;

namespace Workbench.Pipeline.Running;

/// <summary>The scheduler and expert rule that a configuration asks for.</summary>
internal static class Samplers
{
    public static IScheduler Scheduler(SamplingConfig config) => config.Sampler switch
    {
        Sampler.StepDistill => new StepDistillScheduler(config.DenoisingSteps, config.Shift),
        Sampler.DpmPlusPlus => new DpmSolverScheduler(config.Steps, config.Shift),
        _ => new UniPCScheduler(config.Steps, config.Shift),
    };

    public static IExpertRule Experts(SamplingConfig config) =>
        config.BoundaryStepIndex is { } step ? new ExpertByStep(step) : new ExpertByTimestep(config.Boundary ?? 0.9);
}
