using static TorchSharp.torch;

namespace Workbench.Pipeline.Sampling;

/// <summary>
/// DPM-Solver++ of order 2, midpoint, on flow-matching sigmas: the official <c>sample_solver='dpm++'</c>.
/// It starts at sigma 1, where lambda is -inf; the infinities cancel in fp32 and must be left to do so.
/// Sources: Lu et al., arXiv:2211.01095; wan/utils/fm_solvers.py. Coefficients are fp32, as upstream.
/// </summary>
public sealed class DpmSolverScheduler : IScheduler
{
    private readonly StepOrder order;
    private Tensor? cleanBefore;

    /// <summary>Makes the table.</summary>
    /// <param name="steps">Number of steps.</param>
    /// <param name="shift">5 by default upstream.</param>
    public DpmSolverScheduler(int steps, double shift)
    {
        var sigmas = FlowSigmas.Descending(1, steps, shift);
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
        var (start, end) = (Sigmas[step], Sigmas[step + 1]);
        var h = Scalar32.Lambda(end) - Scalar32.Lambda(start); // +inf at the first and at the last step
        var alphaPhi = (1 - end) * (Scalar32.Exp(-h) - 1);

        var x = latents.to(ScalarType.Float32);
        var clean = x - start * velocity.to(ScalarType.Float32);
        var next = end / start * x - alphaPhi * clean; // first order, as at both ends of the run
        if (step > 0 && step < Steps - 1)
        {
            var r = (Scalar32.Lambda(start) - Scalar32.Lambda(Sigmas[step - 1])) / h; // +inf at step 1: no second-order term there
            next -= 0.5f * alphaPhi * (1 / r * (clean - cleanBefore!));
        }

        cleanBefore?.Dispose();
        cleanBefore = clean.DetachFromDisposeScope();
        return next.MoveToOuterDisposeScope();
    }

    public void Reset()
    {
        order.Reset();
        cleanBefore?.Dispose();
        cleanBefore = null;
    }

    public void Dispose() => Reset();
}
