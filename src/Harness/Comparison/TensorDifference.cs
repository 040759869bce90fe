using static TorchSharp.torch;

namespace Workbench.Harness.Comparison;

/// <summary>How far two tensors of equal shape are apart. Everything is computed in fp64 on the device of <c>got</c>.</summary>
/// <param name="RelativeError">||got - expected|| / ||expected||, Euclidean; the plain difference norm when expected is zero.</param>
/// <param name="MaxAbsolute">Largest absolute difference.</param>
/// <param name="Position">Where it stands, outermost index first.</param>
/// <param name="Cosine">Cosine similarity; 1 when both are zero.</param>
/// <param name="NonFinite">Elements that are NaN or infinite in one tensor and not equally so in the other.</param>
/// <param name="Mismatch">Shape or dtype kind that rules a comparison out, or null.</param>
public sealed record TensorDifference(
    double RelativeError, double MaxAbsolute, long[] Position, double Cosine, long NonFinite, string? Mismatch = null)
{
    /// <summary>Compares values, whatever the dtypes.</summary>
    public static TensorDifference Between(Tensor got, Tensor expected)
    {
        if (!got.shape.AsSpan().SequenceEqual(expected.shape))
        {
            return new(double.PositiveInfinity, double.PositiveInfinity, [], 0, 0, $"shape [{string.Join(",", got.shape)}], expected [{string.Join(",", expected.shape)}]");
        }

        if (got.numel() == 0)
        {
            return new(0, 0, [], 1, 0);
        }

        using var scope = NewDisposeScope();
        var a = got.detach().to(ScalarType.Float64);
        var b = expected.detach().to(ScalarType.Float64).to(got.device);
        var bothFinite = a.isfinite().logical_and(b.isfinite());
        var agree = bothFinite.logical_or(a.eq(b)).logical_or(a.isnan().logical_and(b.isnan()));
        var nonFinite = agree.logical_not().sum().item<long>();
        a = where(bothFinite, a, zeros_like(a));
        b = where(bothFinite, b, zeros_like(b));

        var difference = (a - b).abs();
        var norm = b.square().sum().sqrt().item<double>();
        var error = difference.square().sum().sqrt().item<double>();
        var largest = difference.flatten().argmax().item<long>();
        var product = norm * a.square().sum().sqrt().item<double>();
        var cosine = product == 0 ? 1 : (a * b).sum().item<double>() / product;
        var relative = nonFinite > 0 ? double.PositiveInfinity : norm == 0 ? error : error / norm;
        return new(relative, difference.max().item<double>(), Unravel(largest, got.shape), cosine, nonFinite);
    }

    private static long[] Unravel(long index, long[] shape)
    {
        var position = new long[shape.Length];
        for (var i = shape.Length - 1; i >= 0; i--)
        {
            (index, position[i]) = Math.DivRem(index, shape[i]);
        }

        return position;
    }
}
