using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Dit;

/// <summary>Random parameters on the bf16 grid, the same for the same name and shape: weights of variance 1/inputs, norm weights around 1.</summary>
internal sealed class SeededParameters : IParameterSource
{
    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(StableHash(name), CPU);
        var sizes = shape.ToArray();
        var values = randn(sizes, ScalarType.Float32, generator: generator);
        values = sizes.Length == 1
            ? values * 0.1 + (name.Contains("norm", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0)
            : values / Math.Sqrt(sizes[1..].Aggregate(1L, (a, b) => a * b));
        return values.to(ScalarType.BFloat16).to(dtype).DetachFromDisposeScope();
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);

    private static ulong StableHash(string name) => name.Aggregate(14695981039346656037UL, (hash, c) => (hash ^ c) * 1099511628211UL);
}
