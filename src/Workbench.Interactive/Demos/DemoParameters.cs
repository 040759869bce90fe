using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Interactive;

/// <summary>Seeded parameters for networks that also keep running statistics and counters.</summary>
internal sealed class DemoParameters(long seed) : IParameterSource
{
    private readonly SeededParameters seeded = new(seed, CPU);

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype) =>
        dtype == ScalarType.Int64 || name.EndsWith("running_mean", StringComparison.Ordinal) ? zeros(shape.ToArray(), dtype).DetachFromDisposeScope()
        : name.EndsWith("running_var", StringComparison.Ordinal) ? ones(shape.ToArray(), dtype).DetachFromDisposeScope()
        : seeded.Take(name, shape, dtype);

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) => seeded.TakeLinear(name, inputs, outputs, bias, dtype);
}
