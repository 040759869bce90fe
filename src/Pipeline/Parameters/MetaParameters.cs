using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>Builds networks on the <c>meta</c> device: no memory, only names and shapes, which it records in order of request.</summary>
public sealed class MetaParameters : IParameterSource
{
    private readonly List<(string Name, long[] Shape)> taken = [];

    /// <summary>The state dict that was asked for.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Taken => taken;

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        taken.Add((name, shape.ToArray()));
        return empty(shape.ToArray(), dtype, META);
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);
}
