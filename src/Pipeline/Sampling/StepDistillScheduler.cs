using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// LightX2V's scheduler for step-distilled experts (lightx2v/models/schedulers/wan/step_distill/scheduler.py): plain Euler steps at a
/// fixed list of training timesteps, no noise added between them. The model is told 1000*sigma after the shift, not the list's values.
/// </summary>
public sealed class StepDistillScheduler : IScheduler
{
    private readonly StepOrder order;

    /// <summary>Makes the table.</summary>
    /// <param name="denoisingSteps">Training timesteps to visit, 1 to 1000, falling (configuration key <c>denoising_step_list</c>).</param>
    /// <param name="shift">Configuration key <c>sample_shift</c>.</param>
    /// <exception cref="ArgumentException">The list is empty, not falling, or out of range.</exception>
    public StepDistillScheduler(IReadOnlyList<int> denoisingSteps, double shift)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(shift);
        if (denoisingSteps.Count == 0 || denoisingSteps.Any(s => s is < 1 or > FlowSigmas.TrainTimesteps) || denoisingSteps.Zip(denoisingSteps.Skip(1)).Any(pair => pair.First <= pair.Second))
        {
            throw new ArgumentException($"denoising_step_list must fall, within 1 to {FlowSigmas.TrainTimesteps}; got [{string.Join(", ", denoisingSteps)}].", nameof(denoisingSteps));
        }

        order = new(denoisingSteps.Count);
        using var scope = NewDisposeScope();
        var sigmas = linspace(1, 0, FlowSigmas.TrainTimesteps + 1, ScalarType.Float32)[..FlowSigmas.TrainTimesteps]; // [1000]
        sigmas = shift * sigmas / (1 + (shift - 1) * sigmas); // [1000], fp32 as upstream
        var timesteps = sigmas * FlowSigmas.TrainTimesteps; // [1000]
        Sigmas = [.. denoisingSteps.Select(s => sigmas[FlowSigmas.TrainTimesteps - s].item<float>()), 0f];
        Timesteps = [.. denoisingSteps.Select(s => (double)timesteps[FlowSigmas.TrainTimesteps - s].item<float>())];
    }

    public int Steps => Timesteps.Count;

    public IReadOnlyList<double> Timesteps { get; }

    public IReadOnlyList<float> Sigmas { get; }

    public Tensor Step(Tensor velocity, int step, Tensor latents)
    {
        order.Enter(step);
        using var scope = NewDisposeScope();
        var v = velocity.to(ScalarType.Float32);
        var clean = latents.to(ScalarType.Float32) - Sigmas[step] * v;
        var next = step < Steps - 1 ? clean + Sigmas[step + 1] * v : clean;
        return next.MoveToOuterDisposeScope();
    }

    public void Reset() => order.Reset();

    public void Dispose()
    {
        // no history
    }
}
