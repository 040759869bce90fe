using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>Relative position bias; each block has a table of its own. Source: wan/modules/t5.py, <c>T5RelativeEmbedding</c>, bidirectional.</summary>
internal sealed class Umt5PositionBias(ParameterScope parameters, Umt5Config config) : IDisposable
{
    private readonly Tensor table = parameters["embedding"].Tensor("weight", config.Buckets, config.Heads); // [buckets, heads]

    /// <summary>
    /// The bucket of each pair of positions: half of the buckets for keys behind the query, half for keys before it; the first half of those count exactly,
    /// the rest grow with the logarithm of the distance. The logarithm is fp32, as upstream's, then truncated;
    /// it is taken on the CPU, so that no device's last bit moves a position into another bucket.
    /// </summary>
    /// <returns>[length, length] int64, query by key.</returns>
    public static Tensor Buckets(long length, int buckets, int maxDistance)
    {
        using var scope = NewDisposeScope();
        var half = buckets / 2;
        var exact = half / 2;
        var positions = arange(length, ScalarType.Int64);
        var relative = positions.unsqueeze(0) - positions.unsqueeze(1); // [q, k]
        var direction = relative.gt(0).to(ScalarType.Int64).mul(half);
        var distance = relative.abs();
        var far = distance.to(ScalarType.Float32).div(exact).log().div(Math.Log((double)maxDistance / exact)).mul(half - exact);

        // Distances below the exact range would give -inf or negative numbers here, and are not used.
        far = far.clamp_min(0).to(ScalarType.Int64).add(exact).clamp_max(half - 1);
        return (direction + where(distance.lt(exact), distance, far)).MoveToOuterDisposeScope();
    }

    /// <summary>[length, length] buckets to the bias [1, heads, length, length].</summary>
    public Tensor Forward(Tensor buckets)
    {
        using var scope = NewDisposeScope();
        var length = buckets.shape[0];
        return table.index_select(0, buckets.flatten()).view(length, length, -1).permute(2, 0, 1).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>The bias with the lowest number at masked keys, [b, heads, L, L]: in one pass on CUDA in 16 bits.</summary>
    /// <param name="buckets">[L, L] int64.</param>
    /// <param name="masked">[b, 1, 1, L] bool.</param>
    public Tensor Masked(Tensor buckets, Tensor masked)
    {
        if (config.Fused && FusedRmsRope.Takes(buckets) && table.dtype is (ScalarType.BFloat16 or ScalarType.Float16) && table.is_contiguous() && masked.is_contiguous())
        {
            return FusedElementwise.PositionBias(table, buckets, masked);
        }

        using var scope = NewDisposeScope();
        return Forward(buckets).expand(masked.shape[0], -1, -1, -1).masked_fill(masked, finfo(table.dtype).min).MoveToOuterDisposeScope();
    }

    public void Dispose() => table.Dispose();
}
