using static TorchSharp.torch;

namespace Workbench.Harness.Comparison;

/// <summary>Sums over blocks of two flattened tensors, from which a <see cref="TensorDifference"/> follows.</summary>
internal sealed class DifferenceSums
{
    private const int PositionsKept = 8;

    private readonly List<long> nonFiniteAt = [];
    private double difference, expected, got, product, largest;
    private long largestAt, nonFinite;

    public void Add(Tensor gotBlock, Tensor expectedBlock, long start)
    {
        using var scope = NewDisposeScope();
        var a = gotBlock.to(ScalarType.Float64);
        var b = expectedBlock.to(a.device).to(ScalarType.Float64);
        var finite = a.isfinite().logical_and(b.isfinite());
        // Equal infinities agree, and so do two NaNs; everything else that is not finite on both sides does not.
        var disagree = finite.logical_or(a.eq(b)).logical_or(a.isnan().logical_and(b.isnan())).logical_not();
        a = where(finite, a, zeros_like(a));
        b = where(finite, b, zeros_like(b));
        var apart = (a - b).abs();

        // One transfer per block instead of one per number.
        var at = apart.argmax();
        var numbers = stack([apart.square().sum(), b.square().sum(), a.square().sum(), (a * b).sum(), apart.index_select(0, at.reshape(1)).sum(), at.to(ScalarType.Float64), disagree.sum().to(ScalarType.Float64)])
            .cpu().data<double>();
        difference += numbers[0];
        expected += numbers[1];
        got += numbers[2];
        product += numbers[3];
        if (numbers[4] > largest)
        {
            (largest, largestAt) = (numbers[4], start + (long)numbers[5]);
        }

        var found = (long)numbers[6];
        nonFinite += found;
        if (found > 0 && nonFiniteAt.Count < PositionsKept)
        {
            var where = disagree.nonzero().reshape(-1);
            var first = where.narrow(0, 0, Math.Min(found, PositionsKept - nonFiniteAt.Count)).cpu().data<long>().ToArray();
            nonFiniteAt.AddRange(first.Select(i => start + i));
        }
    }

    public TensorDifference Result(long count, long[] shape)
    {
        double norm = Math.Sqrt(expected), error = Math.Sqrt(difference), both = norm * Math.Sqrt(got);
        var relative = nonFinite > 0 ? double.PositiveInfinity : norm == 0 ? error : error / norm;
        return new(relative, largest, Unravel(largestAt, shape), both == 0 ? (norm == 0 && got == 0 ? 1 : 0) : product / both, nonFinite)
        {
            Rms = norm / Math.Sqrt(count),
            NonFiniteAt = [.. nonFiniteAt.Select(i => Unravel(i, shape))],
        };
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
