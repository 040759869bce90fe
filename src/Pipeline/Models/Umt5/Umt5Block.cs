using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>One encoder block. Source: wan/modules/t5.py, <c>T5SelfAttention</c>.</summary>
internal sealed class Umt5Block(ParameterScope parameters, Umt5Config config) : IDisposable
{
    private readonly Umt5Norm norm1 = new(parameters["norm1"], config);
    private readonly Umt5Attention attn = new(parameters["attn"], config);
    private readonly Umt5Norm norm2 = new(parameters["norm2"], config);
    private readonly Umt5FeedForward ffn = new(parameters["ffn"], config);
    private readonly Umt5PositionBias positions = new(parameters["pos_embedding"], config);

    /// <param name="x">[b, L, dim].</param>
    /// <param name="buckets">[L, L] int64.</param>
    /// <param name="masked">[b, 1, 1, L] bool, true at keys that nobody may look at.</param>
    /// <param name="tap">Names <c>pos_bias</c>, <c>norm1</c>, <c>attn/...</c>, <c>norm2</c>, <c>ffn/...</c>, <c>out</c>.</param>
    /// <returns>[b, L, dim].</returns>
    public Tensor Forward(Tensor x, Tensor buckets, Tensor masked, Tap tap)
    {
        if (attn.Joined && ffn.Joined && !tap.Listening && x.dtype != ScalarType.Float16 && x.is_contiguous())
        {
            return Whole(x, buckets, masked);
        }

        using var scope = NewDisposeScope();
        var bias = tap.Pass("pos_bias", positions.Forward(buckets)); // [1, heads, L, L]

        // Overwritten, not added to, and with the lowest finite number: a row without keys then stays finite.
        bias = bias.expand(masked.shape[0], -1, -1, -1).masked_fill(masked, finfo(x.dtype).min); // [b, heads, L, L]
        x = Clamp(x + attn.Forward(tap.Pass("norm1", norm1.Forward(x)), bias, tap["attn"])); // [b, L, dim]
        x = Clamp(x + ffn.Forward(tap.Pass("norm2", norm2.Forward(x)), tap["ffn"])); // [b, L, dim]
        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        norm1.Dispose();
        attn.Dispose();
        norm2.Dispose();
        ffn.Dispose();
        positions.Dispose();
    }

    /// <summary>
    /// The same in few launches, where they are what costs: 512 tokens are 0.2 TFLOP a block, a quarter of a millisecond on an H200. Products add to the
    /// residual themselves, so that it is rounded once where <see cref="Forward"/> rounds the branch and then the sum.
    /// </summary>
    private Tensor Whole(Tensor x, Tensor buckets, Tensor masked)
    {
        using var scope = NewDisposeScope();
        var y = x.clone();                                                 // [b, L, dim]
        attn.AddTo(y, norm1.Forward(x), positions.Masked(buckets, masked));
        ffn.AddTo(y, norm2.Forward(y));
        return y.MoveToOuterDisposeScope();
    }

    /// <summary>Brings fp16 infinities back into range; other dtypes pass. Source: wan/modules/t5.py, <c>fp16_clamp</c>.</summary>
    private static Tensor Clamp(Tensor x)
    {
        if (x.dtype != ScalarType.Float16 || !x.isinf().any().item<bool>())
        {
            return x;
        }

        var limit = finfo(ScalarType.Float16).max - 1000;
        return x.clamp(-limit, limit);
    }
}
