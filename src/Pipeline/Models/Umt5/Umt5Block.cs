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
