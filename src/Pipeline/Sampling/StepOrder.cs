namespace Workbench.Pipeline.Sampling;

/// <summary>Refuses steps out of order: a multistep solver would compute something else from the wrong history.</summary>
internal sealed class StepOrder(int steps)
{
    private int next;

    public void Enter(int step)
    {
        if (step != next || step >= steps)
        {
            throw new InvalidOperationException($"step {step} of {steps} came out of order; expected {(next < steps ? next.ToString(System.Globalization.CultureInfo.InvariantCulture) : "none, the run is over")}. Next: call Reset before a new run.");
        }

        next++;
    }

    public void Reset() => next = 0;
}
