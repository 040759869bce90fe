using static TorchSharp.torch;

namespace Workbench.Harness.Measurement;

/// <summary>
/// Sketches a tensor x of n elements by k seeded random +-1 projections: z = S x with S [k, n] holding exactly one entry +-1 per column
/// (a count sketch: Charikar, Chen, Farach-Colton 2002; its use for norms: Thorup and Zhang 2004). S is linear, so z(a) - z(b) = S (a - b),
/// and ||S d||^2 estimates ||d||^2:
/// <list type="bullet">
/// <item>unbiased: E ||S d||^2 = sum_i d_i^2 + sum_{i != j} P(i and j share a bucket) d_i d_j E[s_i s_j] = ||d||^2, as signs are independent;</item>
/// <item>variance: 2 sum_{i != j} P(share) d_i^2 d_j^2 &lt;= (2/k)(k/(k-1)) ||d||^4, because any two elements share a bucket with
/// probability at most 1/(k-1) (below). That is the variance of a chi-square with k degrees of freedom, which is what
/// <see cref="SketchEstimate"/> states its confidence by: for a spread-out d each bucket is a sum of many signed terms, hence normal;
/// for a sparse d collisions are rare and the estimate is nearly exact.</item>
/// </list>
/// Buckets: x is cut into rows of k. A random permutation deals the rows into k classes, each class is rotated by its own random offset,
/// so that element j of a row lands in bucket (j + offset) mod k. Elements of one row never collide; of two rows, with probability
/// 1/k (same class) or 1/(k-1) (same column difference as offset difference).
/// Cost model: each element is read once and costs one random bit, 14 bytes of traffic for bf16: 2.3 GB for a 32,760 x 5,120 tensor,
/// 0.8 ms at 3 TB/s, in about 100 launches; scratch is bounded by <see cref="RowsAtOnce"/>. Dense +-1 projections would cost 86 GFLOP for the same.
/// </summary>
public static class Sketcher
{
    /// <summary>Groups of k rows handled in one go: 2^24 elements at k = 256, so at most about 300 MB of scratch.</summary>
    private const long RowsAtOnce = 256;

    /// <summary>The sketch of a tensor, non-finite elements counted as zero; waits for the device.</summary>
    public static float[] Of(Tensor tensor, SketchPlan plan)
    {
        using var sketch = OnDevice(tensor, plan);
        using var host = sketch.to(ScalarType.Float32).cpu();
        return host.data<float>().ToArray();
    }

    /// <summary>The sketch as fp64 [k] on the tensor's device, without waiting for it.</summary>
    public static Tensor OnDevice(Tensor tensor, SketchPlan plan)
    {
        using var scope = NewDisposeScope();
        var flat = Measurable.Flat(tensor);
        var k = plan.Projections;
        var rows = Math.DivRem(flat.numel(), k, out var rest);
        var classes = zeros([k, k], ScalarType.Float64, device: flat.device);
        var signs = Signs(plan);

        var grid = flat.narrow(0, 0, rows * k).view(rows, k);
        var order = SketchOrder.Rows(plan, rows, flat.device);
        for (long start = 0; start < rows; start += RowsAtOnce * k)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(RowsAtOnce * k, rows - start);
            Add(classes, grid.index_select(0, order.narrow(0, start, count)), signs, start);
        }

        if (rest > 0)
        {
            var row = nn.functional.pad(flat.narrow(0, rows * k, rest), (0, k - rest)).view(1, k);
            Add(classes, row, signs, rows);
        }

        // Bucket b of class c is column (b - offset[c]) mod k. (0L: a plain 0 would choose the overload that takes a dtype.)
        var columns = SketchOrder.Columns(plan, flat.device);
        var sketch = classes.gather(1, columns).sum(0L).MoveToOuterDisposeScope();
        GC.KeepAlive(order); // another thread may have dropped both from the cache meanwhile
        GC.KeepAlive(columns);
        return sketch;
    }

    /// <summary>The counter stream of the signs.</summary>
    internal static ulong Signs(SketchPlan plan) => CounterHash.Stream(plan.Seed, 1);

    /// <summary>Adds signed rows to their classes; row i of the block stands at place start + i of the dealt order, and belongs to class (start + i) mod k.</summary>
    private static void Add(Tensor classes, Tensor block, ulong signs, long start)
    {
        var (rows, k) = (block.shape[0], block.shape[1]);
        var clean = block.nan_to_num(0, 0, 0); // [rows, k]
        var signed = where(SignBits(signs, start * k / 64, rows * k / 64, block.device).view(rows, k), clean, clean.neg());
        var whole = rows / k;
        if (whole > 0)
        {
            classes.add_(signed.narrow(0, 0, whole * k).view(whole, k, k).sum(0L, type: ScalarType.Float64));
        }

        if (rows % k is var rest and > 0)
        {
            var first = (start + (whole * k)) % k;
            classes.narrow(0, first, rest).add_(signed.narrow(0, whole * k, rest));
        }
    }

    /// <summary>64 random bits a word as bool [64 * count].</summary>
    private static Tensor SignBits(ulong stream, long start, long count, Device device)
    {
        var bytes = RawWords.Reinterpret(CounterHash.Words(stream, start, count, device), ScalarType.Byte).unsqueeze(-1);
        var masks = tensor(new byte[] { 1, 2, 4, 8, 16, 32, 64, 128 }, device: device);
        return bytes.bitwise_and(masks).ne(0).reshape(-1);
    }
}
