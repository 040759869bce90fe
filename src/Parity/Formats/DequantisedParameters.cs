using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Formats;

/// <summary>Every tensor of a checkpoint as plain fp32: what a quantised network must compute as.</summary>
internal sealed class DequantisedParameters(ICheckpoint checkpoint) : IParameterSource
{
    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) =>
        StoredValues.Read(checkpoint, name, shape, dtype).DetachFromDisposeScope();

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);
}
