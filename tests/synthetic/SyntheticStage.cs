using Workbench.Harness.Stages;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Synthetic;

/// <summary>One function of the network as a stage: <c>x</c> in, <c>x</c> out.</summary>
internal sealed class SyntheticStage(SyntheticNetwork network, Func<Tensor, Tap, CancellationToken, Tensor> forward) : IHarnessStage
{
    public StageData Run(StageData input, Tap tap, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var output = new StageData();
        output.Tensors["x"] = forward(input["x"], tap, cancellation).DetachFromDisposeScope();
        return output;
    }

    public void Dispose() => network.Dispose();
}
