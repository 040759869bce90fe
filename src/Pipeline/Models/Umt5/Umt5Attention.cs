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
internal sealed class Umt5Attention : IDisposable
{
    private readonly Umt5Config config;
    private readonly Linear q, k, v, o;
    private readonly Linear? qkv;

    public Umt5Attention(ParameterScope parameters, Umt5Config config)
    {
        this.config = config;
        Linear[] inputs =
        [
            parameters.Linear("q", config.Dim, config.DimAttention, bias: false),
            parameters.Linear("k", config.Dim, config.DimAttention, bias: false),
            parameters.Linear("v", config.Dim, config.DimAttention, bias: false),
        ];
        qkv = config.Fused ? JoinedLinear.Join("qkv", inputs) : null;
        (q, k, v) = (inputs[0], inputs[1], inputs[2]);
        o = parameters.Linear("o", config.DimAttention, config.Dim, bias: false);
    }

    /// <summary>Whether <see cref="AddTo"/> can run.</summary>
    public bool Joined => qkv is not null && o.Weight is DenseWeight && config.Attention == Umt5AttentionKind.Sdpa;

    /// <summary>residual += attention(x), in place: one product for q, k and v, and the output product adds to the residual before its only rounding.</summary>
    /// <param name="residual">[b, L, dim], contiguous.</param>
    /// <param name="x">[b, L, dim].</param>
    /// <param name="bias">As in <see cref="Forward"/>.</param>
    public void AddTo(Tensor residual, Tensor x, Tensor bias)
    {
        using var scope = NewDisposeScope();
        var (b, length) = (x.shape[0], x.shape[1]);
        var parts = qkv!.Forward(x).view(b, length, 3, config.Heads, -1).permute(2, 0, 3, 1, 4).unbind(0); // three of [b, heads, L, c], views
        var mixed = Fused(parts[0], parts[1], parts[2], bias).transpose(1, 2).reshape(b * length, -1);     // [b*L, heads*c]
        residual.view(b * length, -1).addmm_(mixed, ((DenseWeight)o.Weight).Weight.t());
    }

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
        qkv?.Dispose();
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
