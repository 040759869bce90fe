using System.Collections.Concurrent;
using System.Numerics;
using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>
/// Statistics as one small tensor on the device, so that a run of many taps never waits for its device.
/// Cost model: 56 bytes of traffic per bf16 element, 9.4 GB for a 32,760 x 5,120 tensor, 3 ms at 3 TB/s; scratch bounded by <see cref="Block"/>.
/// </summary>
internal static class StatisticsOnDevice
{
    private const long Block = 1 << 24;
    private const long Sample = 65_536;

    /// <summary>A network has few distinct tensor sizes; each takes 56 bytes.</summary>
    private static readonly ConcurrentDictionary<(long, string), Tensor> RanksOf = new();

    /// <summary>fp64 [5 + levels]: non-finite count, min, max, sum, sum of squares (finite elements), then the quantiles.</summary>
    public static Tensor Of(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        var flat = Measurable.Flat(tensor);
        var count = flat.numel();
        if (count == 0)
        {
            var none = zeros(5 + TensorStatistics.Levels.Count, ScalarType.Float64, device: flat.device);
            return none.MoveToOuterDisposeScope();
        }

        var parts = new List<Tensor>();
        for (long start = 0; start < count; start += Block)
        {
            parts.Add(Part(flat.narrow(0, start, Math.Min(Block, count - start))));
        }

        var all = stack(parts, 1); // [5, blocks]
        var sums = cat([all.narrow(0, 0, 1).sum(1), all.narrow(0, 1, 1).amin(1), all.narrow(0, 2, 1).amax(1), all.narrow(0, 3, 2).sum(1)]);
        return cat([sums, Quantiles(flat)]).MoveToOuterDisposeScope();
    }

    private static Tensor Part(Tensor x)
    {
        using var scope = NewDisposeScope();
        var finite = x.isfinite().sum();
        var clean = x.nan_to_num(0, 0, 0);
        const double Up = double.PositiveInfinity, Down = double.NegativeInfinity;
        return stack([
            finite.neg().add(x.numel()).to(ScalarType.Float64),
            x.nan_to_num(Up, Up, Up).min().to(ScalarType.Float64),
            x.nan_to_num(Down, Down, Down).max().to(ScalarType.Float64),
            clean.sum(ScalarType.Float64),
            clean.to(ScalarType.Float64).square().sum(), // fp64: squares of 16-bit floats, and of a flipped exponent bit, overflow in narrower types
        ]).MoveToOuterDisposeScope();
    }

    /// <summary>fp64 [levels] of a sample of about 65,536 elements.</summary>
    /// <param name="flat">Floating [n], n > 0.</param>
    public static Tensor Quantiles(Tensor flat)
    {
        using var scope = NewDisposeScope();
        var count = flat.numel();
        // A step prime to the count visits every channel of a strided layout alike.
        var step = Math.Max(1, count / Sample);
        while (step > 1 && BigInteger.GreatestCommonDivisor(step, count) != 1)
        {
            step--;
        }

        // Sorted in its own dtype: a quarter of fp64's passes in 16 bits.
        var sorted = flat.slice(0, 0, count, step).nan_to_num(0, 0, 0).sort().Values;
        return sorted.index_select(0, Ranks(sorted.numel(), flat.device)).to(ScalarType.Float64).MoveToOuterDisposeScope();
    }

    /// <summary>Where the levels stand among so many sorted elements, int64; kept, as a copy from the host waits for the device.</summary>
    private static Tensor Ranks(long count, Device device) => RanksOf.GetOrAdd((count, device.ToString()), _ =>
        tensor(TensorStatistics.Levels.Select(p => (long)Math.Round(p * (count - 1))).ToArray(), device: device).DetachFromDisposeScope());
}
