using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// cross_attn to all text_len rows of the embedded context, padding included, without mask or rotation.
/// Per block 4*L*D^2 + 4*text_len*D^2 FLOP in linear layers and 4*L*text_len*D in attention.
/// </summary>
internal sealed class WanCrossAttention
{
    private readonly WanDitConfig config;
    private readonly DtypePlan dtypes;
    private readonly WanDitKernels kernels;
    private readonly Linear q, k, v, o;
    private readonly Tensor normQ, normK;

    public WanCrossAttention(ParameterScope parameters, WanDitConfig config, DtypePlan dtypes, WanDitKernels kernels)
    {
        this.config = config;
        this.dtypes = dtypes;
        this.kernels = kernels;
        q = parameters.Linear("q", config.Dim, config.Dim);
        k = parameters.Linear("k", config.Dim, config.Dim);
        v = parameters.Linear("v", config.Dim, config.Dim);
        o = parameters.Linear("o", config.Dim, config.Dim);
        normQ = parameters["norm_q"].As(dtypes.Residual).Tensor("weight", config.Dim);
        normK = parameters["norm_k"].As(dtypes.Residual).Tensor("weight", config.Dim);
    }

    /// <summary>Whether queries can be made from quantised rows.</summary>
    public bool TakesRows(Device device) => q.TakesRows(device);

    /// <summary>x [1, L, D] and context [1, text_len, D] to [1, L, D], in the compute dtype.</summary>
    public Tensor Forward(LinearInput x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var mixed = Mixed(x, context, tap); // [1, L, D]
        return o.Forward(mixed, tap, "o").MoveToOuterDisposeScope(); // [1, L, D]
    }

    private Tensor Mixed(LinearInput x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var queries = Normed(q, normQ, x, tap, "q", "q_norm"); // [1, L, heads, d]
        var keys = Normed(k, normK, context, tap, "k", "k_norm"); // [1, text_len, heads, d]
        var values = Heads(v.Forward(context, tap, "v")); // [1, text_len, heads, d]
        tap["attention"].Launch(kernels.CrossAttention.Name);
        var mixed = kernels.CrossAttention.Attend(queries, keys, values).flatten(2); // [1, L, D]
        return tap.Pass("attention", mixed).MoveToOuterDisposeScope();
    }

    private Tensor Normed(Linear linear, Tensor weight, LinearInput x, Tap tap, string name, string norm)
    {
        using var scope = NewDisposeScope();
        var projected = linear.Forward(x, tap, name); // [1, n, D]
        tap[norm].Launch("rms_norm");
        var normed = kernels.Elementwise.RmsNorm(projected, weight, config.Eps, dtypes.Compute); // [1, n, D]
        return Heads(tap.Pass(norm, normed)).MoveToOuterDisposeScope(); // [1, n, heads, d]
    }

    private Tensor Heads(Tensor x) => x.unflatten(2, [config.NumHeads, config.HeadDim]);
}
