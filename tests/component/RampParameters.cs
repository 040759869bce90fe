using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Parameters of any shape without a file: small values that differ from place to place.</summary>
internal sealed class RampParameters : IParameterSource
{
    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var count = 1L;
        foreach (var size in shape)
        {
            count *= size;
        }

        return linspace(-0.05, 0.05, count, ScalarType.Float32).reshape(shape.ToArray()).to(dtype).DetachFromDisposeScope();
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);
}
