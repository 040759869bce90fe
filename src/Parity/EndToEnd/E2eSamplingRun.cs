using Workbench.Parity.Dit;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Sampling;
using Workbench.Pipeline.Stages.DitStep;
using static TorchSharp.torch;

namespace Workbench.Parity.EndToEnd;

/// <summary>One sampling run of case <c>e2e</c>, compared step by step with whatever the oracle recorded of it.</summary>
internal static class E2eSamplingRun
{
    /// <summary>Timesteps and expert of each step.</summary>
    public static void CompareSchedule(ParityContext context, string prefix, IScheduler scheduler, IExpertRule rule)
    {
        context.Exact(prefix + "timesteps", tensor(scheduler.Timesteps.ToArray()));
        context.Exact(prefix + "expert", tensor(scheduler.Timesteps.Select((t, i) => (long)rule.Choose(i, t)).ToArray()));
    }

    /// <summary>Samples from the oracle's inputs.</summary>
    /// <param name="context">The folder.</param>
    /// <param name="run">Name of the run, such as <c>nocfg</c>.</param>
    /// <param name="noise">Name of its noise.</param>
    /// <param name="stage">The experts.</param>
    /// <param name="scheduler">Made for this run.</param>
    /// <param name="rule">Chooses the expert.</param>
    /// <param name="guidance">Null runs without the negative prompt.</param>
    /// <returns>Our final latents.</returns>
    public static Tensor Compare(ParityContext context, string run, string noise, DitStepStage stage, IScheduler scheduler, IExpertRule rule, GuidanceScale? guidance)
    {
        var recorded = context.Oracle.File("e2e.safetensors").Tensors;
        var limit = DitLimits.Run(context);
        var latents = new SamplingLoop(stage, scheduler, rule, context.Dtypes).Run(
            new()
            {
                Noise = context.Expected(noise),
                Y = context.Expected("y"),
                Context = DitOracle.Padded(context.Expected("context_pos"), stage.Config),
                ContextNull = guidance is null ? null : DitOracle.Padded(context.Expected("context_neg"), stage.Config),
                Guidance = guidance ?? default,
            },
            observer: step =>
            {
                Row("latent_in", step.LatentsIn);
                Row("cond", step.Conditional);
                Row("uncond", step.Unconditional);
                Row("pred", step.Velocity);
                Row("latent", step.Latents);

                void Row(string what, Tensor? got)
                {
                    var name = $"{run}.step{step.Index}.{what}";
                    if (got is not null && recorded.ContainsKey(name))
                    {
                        context.Compare(name, got, limit);
                    }
                }
            },
            cancellation: context.Cancellation);

        if (recorded.ContainsKey(run + ".latent"))
        {
            context.Compare(run + ".latent", latents, limit);
        }

        return latents;
    }
}
