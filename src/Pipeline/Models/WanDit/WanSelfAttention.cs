using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// self_attn over all tokens, with RMS-normed, rotated queries and keys. Per block 8*L*D^2 FLOP in four linear layers and
/// 4*L^2*D in attention: at 480p (32,760 tokens) 6.9e12 and 22e12.
/// </summary>
internal sealed class WanSelfAttention
{
    private readonly WanDitConfig config;
    private readonly DtypePlan dtypes;
    private readonly WanDitKernels kernels;
    private readonly Linear q, k, v, o;
    private readonly Tensor normQ, normK;

    public WanSelfAttention(ParameterScope parameters, WanDitConfig config, DtypePlan dtypes, WanDitKernels kernels)
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

    /// <summary>Whether queries, keys and values can all be made from quantised rows.</summary>
    public bool TakesRows(Device device) => q.TakesRows(device) && k.TakesRows(device) && v.TakesRows(device);

    /// <summary>x [1, L, D] and the rotation [L, 1, head_dim/2] to [1, L, D], in the compute dtype.</summary>
    public Tensor Forward(LinearInput x, Tensor rope, Tap tap)
    {
        using var scope = NewDisposeScope();
        var mixed = Mixed(x, rope, tap); // [1, L, D]
        return o.Forward(mixed, tap, "o").MoveToOuterDisposeScope(); // [1, L, D]
    }

    private Tensor Mixed(LinearInput x, Tensor rope, Tap tap)
    {
        // A scope of its own frees queries, keys and values before the output layer runs.
        using var scope = NewDisposeScope();
        var queries = Rotated(q, normQ, x, rope, tap, "q", "q_norm", "q_rope"); // [1, L, heads, d]
        var keys = Rotated(k, normK, x, rope, tap, "k", "k_norm", "k_rope"); // [1, L, heads, d]
        var values = v.Forward(x, tap, "v").unflatten(2, [config.NumHeads, config.HeadDim]); // [1, L, heads, d]
        tap["attention"].Launch(kernels.SelfAttention.Name);
        var mixed = kernels.SelfAttention.Attend(queries, keys, values).flatten(2); // [1, L, D]
        return tap.Pass("attention", mixed).MoveToOuterDisposeScope();
    }

    private Tensor Rotated(Linear linear, Tensor weight, LinearInput x, Tensor rope, Tap tap, string name, string norm, string rotation)
    {
        using var scope = NewDisposeScope();
        var projected = linear.Forward(x, tap, name); // [1, L, D]
        tap[norm].Launch("rms_norm_rope");
        var rotated = kernels.Elementwise.RmsNormRope(projected, weight, config.Eps, rope, dtypes.Compute, tap, norm); // [1, L, heads, d]
        return tap.Pass(rotation, rotated).MoveToOuterDisposeScope();
    }
}
