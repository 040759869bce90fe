using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.MuseTalk;

/// <summary>Parameters, each off by half a unit in the last place of fp32, up or down by a seeded coin.</summary>
internal sealed class PerturbedParameters(IParameterSource source, ulong seed) : IParameterSource, IDisposable
{
    /// <summary>Unit roundoff of fp32.</summary>
    private const double Roundoff = 1.0 / (1 << 24);

    private readonly Generator generator = new(seed, CPU);

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        using var exact = source.Take(name, shape, dtype);
        var coin = rand(shape.ToArray(), ScalarType.Float64, CPU, generator: generator).round() * 2 - 1;
        return (exact * (1 + coin.to(exact.device) * Roundoff)).to(dtype).DetachFromDisposeScope();
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);

    public void Dispose() => generator.Dispose();
}
