using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Harness.Stages;

/// <summary>Runs a stage with its inputs and outputs as taps (<c>input/NAME</c>, <c>output/NAME</c>), so that a bad seam is named like any other place.</summary>
public static class StageSession
{
    /// <summary>Runs the stage once, in inference mode.</summary>
    public static StageData Run(IHarnessStage stage, StageData input, ITapSink sink, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var inference = inference_mode();
        var tap = new Tap(sink, "");
        using var fed = new StageData();
        foreach (var (key, value) in input.Metadata)
        {
            fed.Metadata[key] = value;
        }

        foreach (var (name, tensor) in input.Tensors)
        {
            fed.Tensors[name] = Owned(tap["input"].Pass(name, tensor), tensor);
        }

        var output = stage.Run(fed, tap, cancellation);
        foreach (var name in output.Tensors.Keys.ToList())
        {
            var own = output.Tensors[name];
            var passed = tap["output"].Pass(name, own);
            if (!ReferenceEquals(passed, own))
            {
                output.Tensors[name] = passed.DetachFromDisposeScope();
                own.Dispose();
            }
        }

        return output;
    }

    /// <summary>A handle that may be disposed without taking the caller's tensor along.</summary>
    private static Tensor Owned(Tensor passed, Tensor original) =>
        (ReferenceEquals(passed, original) ? passed.alias() : passed).DetachFromDisposeScope();
}
