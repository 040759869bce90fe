using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Tests;

/// <summary>
/// Parameters from a formula, so that networks can be compared with other implementations without any file: the j-th floating tensor in the
/// ordinal order of names gets hashes of (element, j), scaled by fan-in. The goldens made with it come from fp64 runs of the Python code.
/// </summary>
internal sealed class DeterministicFill : IParameterSource
{
    private readonly List<string> order;
    private readonly Device device;

    /// <param name="network">Builds the network once on the meta device, for its names.</param>
    /// <param name="device">Where parameters go; the CPU when null.</param>
    public DeterministicFill(Func<ParameterScope, IDisposable> network, Device? device = null)
    {
        var names = new MetaParameters();
        network(new(names, "", ScalarType.Float32)).Dispose();
        order = [.. names.Taken.Select(t => t.Name).Where(n => !n.EndsWith("num_batches_tracked", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        this.device = device ?? CPU;
    }

    /// <summary>A network with these parameters.</summary>
    public static T Network<T>(Func<ParameterScope, T> build, ScalarType dtype = ScalarType.Float32)
        where T : IDisposable => build(new(new DeterministicFill(p => build(p)), "", dtype));

    /// <summary>An input: hashes of (element, 1000 + k), unscaled.</summary>
    public static Tensor Input(int k, params long[] shape) => tensor(Values(shape.Aggregate(1L, (a, b) => a * b), 1000 + k), shape, ScalarType.Float32);

    /// <summary>-1..1 from element and tensor number.</summary>
    public static float[] Values(long count, int j)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
        {
            var h = unchecked((uint)(i + 1) * 2654435761u + (uint)(j + 1) * 2246822519u);
            h ^= h >> 15;
            h = unchecked(h * 2246822519u);
            h ^= h >> 13;
            values[i] = (float)(h / 2147483648.0 - 1);
        }

        return values;
    }

    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        if (dtype == ScalarType.Int64)
        {
            return zeros(shape.ToArray(), dtype, device).DetachFromDisposeScope();
        }

        using var scope = NewDisposeScope();
        var sizes = shape.ToArray();
        var count = sizes.Aggregate(1L, (a, b) => a * b);
        var v = tensor(Values(count, order.IndexOf(name)), sizes, ScalarType.Float32);
        var filled = name.EndsWith("running_var", StringComparison.Ordinal) ? 1 + 0.5 * v
            : name.EndsWith("running_mean", StringComparison.Ordinal) ? 0.1 * v
            : sizes.Length >= 2 ? v * Math.Sqrt(3.0 / (count / sizes[0]))
            : name.EndsWith(".weight", StringComparison.Ordinal) ? 1 + 0.1 * v : 0.1 * v;
        return filled.to(dtype, device).DetachFromDisposeScope();
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype) =>
        new(name, new DenseWeight(Take(name + ".weight", [outputs, inputs], dtype)), bias ? Take(name + ".bias", [outputs], dtype) : null);
}
