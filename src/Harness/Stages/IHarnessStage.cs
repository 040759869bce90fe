using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;

namespace Workbench.Harness.Stages;

/// <summary>All that the harness knows of a stage: named tensors in, named tensors out, and taps on the way.</summary>
public interface IHarnessStage : IDisposable
{
    /// <summary>Runs the stage once. Must be a pure function of the input: the harness repeats it and expects the same.</summary>
    /// <param name="input">What the stage before left; tensors may be on any device and stay the caller's.</param>
    /// <param name="tap">Place the stage's own taps hang below.</param>
    /// <param name="cancellation">Asked between blocks.</param>
    /// <returns>Outputs, the caller's to dispose.</returns>
    StageData Run(StageData input, Tap tap, CancellationToken cancellation);
}
