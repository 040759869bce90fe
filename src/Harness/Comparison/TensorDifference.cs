using static TorchSharp.torch;

namespace Workbench.Harness.Comparison;

/// <summary>How far two tensors of equal shape are apart. Everything is computed in fp64 on the device of <c>got</c>.</summary>
/// <param name="RelativeError">||got - expected|| / ||expected||, Euclidean; the plain difference norm when expected is zero; infinite when <paramref name="NonFinite"/> is not 0.</param>
/// <param name="MaxAbsolute">Largest absolute difference.</param>
/// <param name="Position">Where it stands, outermost index first.</param>
/// <param name="Cosine">Cosine similarity; 1 when both are zero.</param>
/// <param name="NonFinite">Elements that are NaN or infinite in one tensor and not equally so in the other.</param>
/// <param name="Mismatch">Shape or dtype kind that rules a comparison out, or null.</param>
public sealed record TensorDifference(
    double RelativeError, double MaxAbsolute, long[] Position, double Cosine, long NonFinite, string? Mismatch = null)
{
    /// <summary>Elements looked at in one go: bounds the fp64 scratch memory to about 250 MB whatever the tensor's size.</summary>
    private const long Block = 1 << 22;

    /// <summary>Root mean square of the finite part of expected: the scale that <see cref="MaxAbsolute"/> is judged by.</summary>
    public double Rms { get; init; }

    /// <summary>Positions of the first few elements counted in <see cref="NonFinite"/>.</summary>
    public IReadOnlyList<long[]> NonFiniteAt { get; init; } = [];

    /// <summary>Compares values, whatever the dtypes.</summary>
    public static TensorDifference Between(Tensor got, Tensor expected)
    {
        if (!got.shape.AsSpan().SequenceEqual(expected.shape))
        {
            return new(double.PositiveInfinity, double.PositiveInfinity, [], 0, 0, $"shape [{string.Join(",", got.shape)}], expected [{string.Join(",", expected.shape)}]");
        }

        var count = got.numel();
        if (count == 0)
        {
            return new(0, 0, [], 1, 0);
        }

        using var scope = NewDisposeScope();
        var a = got.detach().reshape(-1);
        var b = expected.detach().reshape(-1);
        var sums = new DifferenceSums();
        for (long start = 0; start < count; start += Block)
        {
            var length = Math.Min(Block, count - start);
            sums.Add(a.narrow(0, start, length), b.narrow(0, start, length), start);
        }

        return sums.Result(count, got.shape);
    }
}
