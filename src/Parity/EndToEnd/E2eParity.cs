using Workbench.Parity.Dit;
using Workbench.Parity.Text;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>Case <c>e2e</c>: prompts, conditioning, whole sampling runs from the oracle's noise, with and without LoRAs, and their frames.</summary>
public sealed class E2eParity : IParitySuite
{
    public string Case => "e2e";

    public int Stage => 0;

    public void Run(ParityContext context)
    {
        using var scope = NewDisposeScope();
        new E2eTextParity().Run(context);
        using var frames = new E2eFrames(context);
        frames.CompareConditioning();
        using var experts = new ExpertPair(DitOracle.Load(context, Expert.High), DitOracle.Load(context, Expert.Low));
        var stage = new DitStepStage(experts);
        Distilled(context, stage, frames);
        Official(context, stage, frames);
        E2eLora.Compare(context, experts, frames);
        RequireAllCovered(context);
    }

    /// <summary>Whatever the oracle recorded, inputs aside, must have a row.</summary>
    private static void RequireAllCovered(ParityContext context)
    {
        foreach (var name in context.Oracle.File("e2e.safetensors").Tensors.Keys.Where(n => !IsInput(n) && !context.Reported.Contains(n)))
        {
            context.Report(name, false, "the oracle has this tensor, and no comparison covers it");
        }
    }

    private static bool IsInput(string name) => name == "noise" || name.EndsWith(".noise", StringComparison.Ordinal);

    private static void Distilled(ParityContext context, DitStepStage stage, E2eFrames frames)
    {
        using var scheduler = E2eSettings.Distill(context);
        var rule = E2eSettings.DistillRule(context);
        E2eSamplingRun.CompareSchedule(context, "", scheduler, rule);
        frames.Compare("nocfg", E2eSamplingRun.Compare(context, "nocfg", "noise", stage, scheduler, rule, null));
        frames.Compare("cfg", E2eSamplingRun.Compare(context, "cfg", "noise", stage, scheduler, rule, E2eSettings.DistillGuidance(context)));
    }

    private static void Official(ParityContext context, DitStepStage stage, E2eFrames frames)
    {
        using var unipc = new UniPCScheduler(E2eSettings.Steps(context, "unipc_steps"), E2eSettings.OfficialShift(context, "official_unipc"));
        using var dpm = new DpmSolverScheduler(E2eSettings.Steps(context, "dpm_steps"), E2eSettings.OfficialShift(context, "official_dpmpp"));
        foreach (var (run, scheduler) in new (string, IScheduler)[] { ("official_unipc", unipc), ("official_dpmpp", dpm) })
        {
            E2eSamplingRun.CompareSchedule(context, run + ".", scheduler, ExpertByTimestep.ImageToVideo);
            frames.Compare(run, E2eSamplingRun.Compare(context, run, run + ".noise", stage, scheduler, ExpertByTimestep.ImageToVideo, E2eSettings.OfficialGuidance(context)));
        }
    }
}
