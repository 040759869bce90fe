using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>
/// Attention written out, with all scores in memory: the reference that every other implementation is compared with.
/// Softmax runs in fp32 and is rounded to the value dtype. Memory: batch*heads*Lq*Lk scores (twice for 16-bit inputs).
/// </summary>
/// <param name="largestScoreBytes">Above this many bytes of scores it refuses.</param>
public sealed class TorchMathAttention(long largestScoreBytes = 2L << 30) : IAttention
{
    public string Name => "torch_math";

    public Tensor Attend(Tensor q, Tensor k, Tensor v)
    {
        var (batch, heads, size) = (q.shape[0], q.shape[2], q.shape[3]);
        var bytes = ScoreBytes(batch, heads, q.shape[1], k.shape[1], sizeof(float));
        if (bytes > largestScoreBytes)
        {
            throw new KernelException(
                $"torch_math needs {bytes / 1e9:F1} GB for the scores of {q.shape[1]} queries and {k.shape[1]} keys in {heads} heads; its limit is {largestScoreBytes / 1e9:F1} GB. Next: choose torch_sdpa.");
        }

        using var scope = NewDisposeScope();
        var query = q.transpose(1, 2).reshape(batch * heads, -1, size); // [batch*heads, Lq, d]
        var key = k.transpose(1, 2).reshape(batch * heads, -1, size); // [batch*heads, Lk, d]
        var value = v.transpose(1, 2).reshape(batch * heads, -1, size); // [batch*heads, Lk, d]
        var scores = bmm(query, key.transpose(1, 2)) * (1 / Math.Sqrt(size)); // [batch*heads, Lq, Lk]
        var weights = scores.softmax(-1, ScalarType.Float32).to(value.dtype); // [batch*heads, Lq, Lk]
        return bmm(weights, value) // [batch*heads, Lq, d]
            .view(batch, heads, -1, size)
            .transpose(1, 2) // [batch, Lq, heads, d]
            .MoveToOuterDisposeScope();
    }

    /// <summary>Bytes of a score matrix.</summary>
    internal static long ScoreBytes(long batch, long heads, long queries, long keys, long elementSize) => batch * heads * queries * keys * elementSize;
}
