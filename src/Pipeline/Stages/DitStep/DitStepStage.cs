using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.DitStep;

/// <summary>
/// Stage 12: one velocity from one expert, with or without guidance. Guidance is two forwards one after the other, prompt first.
/// Taps: <c>dit.high/...</c> or <c>dit.low/...</c>, and <c>dit.high.uncond/...</c> for the negative prompt.
/// </summary>
public sealed class DitStepStage(IExperts experts)
{
    /// <summary>Where the experts compute, and where results are.</summary>
    public Device Device => experts.Device;

    /// <summary>Sizes of the experts.</summary>
    public WanDitConfig Config => experts.Config;

    /// <summary>Predicts.</summary>
    /// <param name="inputs">Moved to the experts' device as needed.</param>
    /// <param name="tap">Where intermediates are shown.</param>
    /// <param name="cancellation">Asked before every block.</param>
    /// <returns>Tensors that join the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">A shape does not fit the experts.</exception>
    public DitStepOutputs Run(DitStepInputs inputs, Tap tap = default, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var dit = experts.Resident(inputs.Expert);
        var name = inputs.Expert == Expert.High ? "dit.high" : "dit.low";
        var latents = inputs.Latents.to(experts.Device);
        var y = inputs.Y.to(experts.Device);

        var cond = dit.Forward(latents, y, inputs.Context.to(experts.Device), inputs.Timestep, tap[name], cancellation); // [16, T, h, w]
        if (inputs.ContextNull is null)
        {
            cond = cond.MoveToOuterDisposeScope();
            return new(cond, cond, null);
        }

        var uncond = dit.Forward(latents, y, inputs.ContextNull.to(experts.Device), inputs.Timestep, tap[name + ".uncond"], cancellation); // [16, T, h, w]
        var velocity = Guidance.Combine(cond, uncond, inputs.GuidanceScale); // [16, T, h, w]
        velocity = tap[name].Pass("guided", velocity);
        return new(velocity.MoveToOuterDisposeScope(), cond.MoveToOuterDisposeScope(), uncond.MoveToOuterDisposeScope());
    }
}
