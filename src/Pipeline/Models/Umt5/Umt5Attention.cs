using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Runtime;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>
/// Self-attention without scaling: the relative bias is added to the plain products. Source: wan/modules/t5.py, <c>T5Attention</c>.
/// Cost per block and text of length L: 8*L*dim*dimAttention + 4*L*L*dimAttention FLOP; explicit logits hold heads*L*L elements, fp32 once.
/// </summary>
internal sealed class Umt5Attention(ParameterScope parameters, Umt5Config config) : IDisposable
{
    private readonly Linear q = parameters.Linear("q", config.Dim, config.DimAttention, bias: false);
    private readonly Linear k = parameters.Linear("k", config.Dim, config.DimAttention, bias: false);
    private readonly Linear v = parameters.Linear("v", config.Dim, config.DimAttention, bias: false);
    private readonly Linear o = parameters.Linear("o", config.DimAttention, config.Dim, bias: false);

    /// <param name="x">[b, L, dim].</param>
    /// <param name="bias">[b, heads, L, L] in x's dtype, already overwritten with the lowest number at masked keys.</param>
    /// <param name="tap">Names <c>q</c>, <c>k</c>, <c>v</c>, <c>pre_o</c>, <c>out</c>.</param>
    /// <returns>[b, L, dim].</returns>
    public Tensor Forward(Tensor x, Tensor bias, Tap tap)
    {
        using var scope = NewDisposeScope();
        var query = Heads(tap.Pass("q", q.Forward(x))); // [b, heads, L, c]
        var key = Heads(tap.Pass("k", k.Forward(x))); // [b, heads, L, c]
        var value = Heads(tap.Pass("v", v.Forward(x))); // [b, heads, L, c]
        tap.Launch("attention");
        x = config.Attention == Umt5AttentionKind.Sdpa ? Fused(query, key, value, bias) : Explicit(query, key, value, bias); // [b, heads, L, c]
        x = x.transpose(1, 2).flatten(2); // [b, L, heads*c]
        x = tap.Pass("pre_o", x);
        return tap.Pass("out", o.Forward(x)).MoveToOuterDisposeScope(); // [b, L, dim]
    }

    public void Dispose()
    {
        q.Dispose();
        k.Dispose();
        v.Dispose();
        o.Dispose();
    }

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], config.Heads, -1).transpose(1, 2);

    private static Tensor Explicit(Tensor query, Tensor key, Tensor value, Tensor bias)
    {
        var (b, h, length) = (query.shape[0], query.shape[1], query.shape[2]);
        var logits = query.flatten(0, 1).bmm(key.flatten(0, 1).transpose(1, 2)); // [b*heads, L, L]
        logits = logits.view(b, h, length, length) + bias; // [b, heads, L, L]
        var weights = F.softmax(logits.to(ScalarType.Float32), -1).to(query.dtype); // [b, heads, L, L]
        return weights.flatten(0, 1).bmm(value.flatten(0, 1)).view(b, h, length, -1);
    }

    private static Tensor Fused(Tensor query, Tensor key, Tensor value, Tensor bias) =>
        Aten.Call("aten::scaled_dot_product_attention", "", query, key, value, AtenArgument.Some(bias), 0.0, false, AtenArgument.Some(1.0), false);
}
