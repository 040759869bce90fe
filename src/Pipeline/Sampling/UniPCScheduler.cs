using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// UniPC of order 2, B(h) variant bh2, predicting the clean latent, on flow-matching sigmas: LightX2V's and the official default.
/// Each step first corrects the latent it was given with the new prediction, then predicts the next one.
/// Sources: Zhao et al., arXiv:2302.04867; wan/utils/fm_solvers_unipc.py. Coefficients are fp32, as upstream.
/// </summary>
public sealed class UniPCScheduler : IScheduler
{
    private const int SolverOrder = 2;

    /// <summary>1 - 1/1000 in fp32: the largest sigma of the training table, which upstream starts from.</summary>
    private const float FirstSigma = (float)(1.0 - 1.0 / FlowSigmas.TrainTimesteps);

    private readonly StepOrder order;
    private Tensor? clean; // the last predicted clean latent
    private Tensor? cleanBefore; // the one before it
    private Tensor? lastSample; // the last latent, corrected
    private int lastOrder;

    /// <summary>Makes the table.</summary>
    /// <param name="steps">Number of steps (<c>infer_steps</c>).</param>
    /// <param name="shift">Configuration key <c>sample_shift</c>; 5 by default upstream.</param>
    public UniPCScheduler(int steps, double shift)
    {
        var sigmas = FlowSigmas.Descending(FirstSigma, steps, shift);
        Sigmas = FlowSigmas.WithEnd(sigmas);
        Timesteps = FlowSigmas.Truncated(sigmas);
        order = new(steps);
    }

    public int Steps => Timesteps.Count;

    public IReadOnlyList<double> Timesteps { get; }

    public IReadOnlyList<float> Sigmas { get; }

    public Tensor Step(Tensor velocity, int step, Tensor latents)
    {
        order.Enter(step);
        using var scope = NewDisposeScope();
        var x = latents.to(ScalarType.Float32);
        var predicted = x - Sigmas[step] * velocity.to(ScalarType.Float32); // from the latent before correction, and not redone after
        if (step > 0)
        {
            x = Correct(predicted, step);
        }

        Remember(predicted, x);
        lastOrder = Math.Min(Math.Min(SolverOrder, Steps - step), step + 1);
        return Predict(x, step).MoveToOuterDisposeScope();
    }

    public void Reset()
    {
        order.Reset();
        Forget(ref clean);
        Forget(ref cleanBefore);
        Forget(ref lastSample);
        lastOrder = 0;
    }

    public void Dispose() => Reset();

    /// <summary>UniC: the step into <paramref name="step"/> taken again, with the prediction at its end known.</summary>
    private Tensor Correct(Tensor predicted, int step)
    {
        var interval = new UniPCInterval(Sigmas[step - 1], Sigmas[step]);
        var change = predicted - clean!;
        var base_ = interval.Ratio * lastSample! - interval.AlphaPhi * clean!;
        if (lastOrder == 1)
        {
            return base_ - interval.AlphaPhi * (0.5f * change);
        }

        var r = interval.Position(Sigmas[step - 2]);
        var (rhoHistory, rhoChange) = interval.CorrectorWeights(r);
        var history = (cleanBefore! - clean!) / r;
        return base_ - interval.AlphaPhi * (rhoHistory * history + rhoChange * change);
    }

    /// <summary>UniP: from <paramref name="step"/> to the next.</summary>
    private Tensor Predict(Tensor x, int step)
    {
        var interval = new UniPCInterval(Sigmas[step], Sigmas[step + 1]);
        var base_ = interval.Ratio * x - interval.AlphaPhi * clean!;
        if (lastOrder == 1)
        {
            return base_;
        }

        var history = (cleanBefore! - clean!) / interval.Position(Sigmas[step - 1]);
        return base_ - interval.AlphaPhi * (0.5f * history);
    }

    private void Remember(Tensor predicted, Tensor sample)
    {
        cleanBefore?.Dispose();
        cleanBefore = clean;
        clean = predicted.DetachFromDisposeScope();

        // The first sample is the caller's own tensor when its dtype is fp32 already.
        var kept = sample.alias().DetachFromDisposeScope();
        lastSample?.Dispose();
        lastSample = kept;
    }

    private static void Forget(ref Tensor? tensor)
    {
        tensor?.Dispose();
        tensor = null;
    }
}
