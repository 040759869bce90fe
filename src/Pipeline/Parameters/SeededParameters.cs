using Workbench.Pipeline.Kernels;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Parameters;

/// <summary>
/// Random parameters of any size made on the device from a seed: for measuring and for goldens at full size without a checkpoint.
/// Equal on every device. Matrices and kernels keep the variance of what passes through; norm weights and stored variances are near 1,
/// biases and stored means small, counters 0.
/// </summary>
/// <param name="seed">Another seed gives another model.</param>
/// <param name="device">Where the tensors live.</param>
/// <param name="stored">Dtype that values are rounded to before they are given in the one asked for, as those of a file are; null for no rounding in between.</param>
/// <param name="gain">Factor of a parameter by its key, where a network's arithmetic expects another size than variance alone gives; null: 1.</param>
/// <param name="makeWeight">Stores a dense matrix in another flavour (fp8, GGUF); dense when null. Takes over the tensor.</param>
public sealed class SeededParameters(long seed, Device device, Func<string, Tensor, ILinearWeight>? makeWeight = null, ScalarType? stored = null, Func<string, double>? gain = null) : IParameterSource
{
    public Tensor Take(string name, ReadOnlySpan<long> shape, ScalarType dtype)
    {
        if (dtype == ScalarType.Int64)
        {
            return zeros(shape.ToArray(), dtype, device).DetachFromDisposeScope();
        }

        var tensor = empty(shape.ToArray(), stored ?? dtype, device).DetachFromDisposeScope();
        var (center, spread) = Range(name, shape);
        spread *= gain?.Invoke(name) ?? 1;
        HashUniform.Fill(tensor, HashUniform.SeedOf(name, seed), center - spread, center + spread);
        if (tensor.dtype == dtype)
        {
            return tensor;
        }

        using (tensor)
        {
            return tensor.to(dtype).DetachFromDisposeScope();
        }
    }

    public Linear TakeLinear(string name, long inputs, long outputs, bool bias, ScalarType dtype)
    {
        var weight = Take(name + ".weight", [outputs, inputs], dtype);
        return new(name, makeWeight?.Invoke(name, weight) ?? new DenseWeight(weight), bias ? Take(name + ".bias", [outputs], dtype) : null);
    }

    /// <summary>A uniform distribution of half-width w has standard deviation w / sqrt(3).</summary>
    private static (double Center, double Spread) Range(string name, ReadOnlySpan<long> shape)
    {
        if (name.EndsWith("gamma", StringComparison.Ordinal) || name.EndsWith("running_var", StringComparison.Ordinal) || (shape.Length == 1 && name.EndsWith("weight", StringComparison.Ordinal)))
        {
            return (1, 0.1);
        }

        if (name.EndsWith("bias", StringComparison.Ordinal) || name.EndsWith("running_mean", StringComparison.Ordinal))
        {
            return (0, 0.05);
        }

        if (name.EndsWith("embedding.weight", StringComparison.Ordinal) && shape.Length == 2)
        {
            return (0, Math.Sqrt(3)); // a lookup table: unit variance per row
        }

        long fanIn = 1;
        foreach (var size in shape[1..])
        {
            fanIn *= size;
        }

        return (0, Math.Sqrt(3.0 / fanIn));
    }
}
