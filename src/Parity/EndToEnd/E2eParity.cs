using Workbench.Parity.Dit;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>Case <c>e2e</c>: whole sampling runs from the oracle's noise, contexts and conditioning.</summary>
public sealed class E2eParity : IParitySuite
{
    public string Case => "e2e";

    public int Stage => 0;

    public void Run(ParityContext context)
    {
        using var scope = NewDisposeScope();
        using var experts = new ExpertPair(DitOracle.Load(context, Expert.High), DitOracle.Load(context, Expert.Low));
        var stage = new DitStepStage(experts);
        Distilled(context, stage);
        Official(context, stage);
    }

    private static void Distilled(ParityContext context, DitStepStage stage)
    {
        using var scheduler = E2eSettings.Distill(context);
        var rule = E2eSettings.DistillRule(context);
        E2eSamplingRun.CompareSchedule(context, "", scheduler, rule);
        _ = E2eSamplingRun.Compare(context, "nocfg", "noise", stage, scheduler, rule, null);
        _ = E2eSamplingRun.Compare(context, "cfg", "noise", stage, scheduler, rule, E2eSettings.DistillGuidance(context));
    }

    private static void Official(ParityContext context, DitStepStage stage)
    {
        using var unipc = new UniPCScheduler(E2eSettings.Steps(context, "unipc_steps"), E2eSettings.OfficialShift(context, "official_unipc"));
        using var dpm = new DpmSolverScheduler(E2eSettings.Steps(context, "dpm_steps"), E2eSettings.OfficialShift(context, "official_dpmpp"));
        foreach (var (run, scheduler) in new (string, IScheduler)[] { ("official_unipc", unipc), ("official_dpmpp", dpm) })
        {
            E2eSamplingRun.CompareSchedule(context, run + ".", scheduler, ExpertByTimestep.ImageToVideo);
            _ = E2eSamplingRun.Compare(context, run, run + ".noise", stage, scheduler, ExpertByTimestep.ImageToVideo, E2eSettings.OfficialGuidance(context));
        }
    }
}
