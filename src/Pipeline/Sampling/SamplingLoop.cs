using System.Diagnostics;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages.DitStep;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>Runs all steps of a scheduler over the DIT step stage. The scheduler's history survives the change of experts.</summary>
/// <param name="stage">Predicts velocities.</param>
/// <param name="scheduler">Takes the steps; reset before each run, so the loop may run many times.</param>
/// <param name="experts">Chooses the expert of each step.</param>
/// <param name="dtypes">Latents are rounded to <see cref="DtypePlan.Latents"/> before the first and after every step.</param>
public sealed class SamplingLoop(DitStepStage stage, IScheduler scheduler, IExpertRule experts, DtypePlan dtypes)
{
    /// <summary>Denoises.</summary>
    /// <param name="inputs">Noise and conditions.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="observer">Shown every step's tensors.</param>
    /// <param name="tap">Intermediates appear under <c>step.NN/</c>.</param>
    /// <param name="cancellation">Asked before every transformer block.</param>
    /// <returns>[16, T, h, w] in the latents' dtype, on the experts' device; joins the caller's dispose scope.</returns>
    public Tensor Run(SamplingInputs inputs, IProgress<SamplingProgress>? progress = null, Action<SamplingStep>? observer = null, Tap tap = default, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        scheduler.Reset();
        var clock = Stopwatch.StartNew();
        var y = inputs.Y.to(stage.Device);
        var context = inputs.Context.to(stage.Device);
        var contextNull = inputs.ContextNull?.to(stage.Device);
        var latents = inputs.Noise.to(dtypes.Latents, stage.Device, copy: true); // [16, T, h, w]

        for (var i = 0; i < scheduler.Steps; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var step = NewDisposeScope();
            using var before = latents;
            var (timestep, expert) = (scheduler.Timesteps[i], experts.Choose(i, scheduler.Timesteps[i]));
            var outputs = stage.Run(
                new() { Latents = before, Y = y, Context = context, ContextNull = contextNull, Timestep = timestep, Expert = expert, GuidanceScale = inputs.Guidance.For(expert) },
                tap["step", i],
                cancellation);
            latents = scheduler.Step(outputs.Velocity, i, before).to(dtypes.Latents); // [16, T, h, w]
            latents = tap["step", i].Pass("latents", latents).MoveToOuterDisposeScope();
            observer?.Invoke(new(i, timestep, expert, before, outputs.Velocity, outputs.Conditional, outputs.Unconditional, latents));
            progress?.Report(new(i + 1, scheduler.Steps, expert, clock.Elapsed, clock.Elapsed / (i + 1) * (scheduler.Steps - i - 1)));
        }

        return latents.MoveToOuterDisposeScope();
    }
}
