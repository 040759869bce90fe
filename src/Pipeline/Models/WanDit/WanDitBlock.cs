using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// WanAttentionBlock of wan/modules/model.py. Linear layers and attention run in the compute dtype, the residual stream, norms,
/// modulation and gates in the residual dtype. Weights: 8*D^2 + 2*D*ffn_dim elements (703 MB in bf16 at full size).
/// </summary>
internal sealed class WanDitBlock
{
    private readonly WanDitConfig config;
    private readonly DtypePlan dtypes;
    private readonly IElementwise elementwise;
    private readonly Tensor modulation, norm3Weight, norm3Bias;
    private readonly WanSelfAttention selfAttention;
    private readonly WanCrossAttention crossAttention;
    private readonly FeedForward feedForward;

    public WanDitBlock(ParameterScope parameters, WanDitConfig config, DtypePlan dtypes, WanDitKernels kernels)
    {
        this.config = config;
        this.dtypes = dtypes;
        elementwise = kernels.Elementwise;
        modulation = parameters.As(dtypes.Residual).Tensor("modulation", 1, 6, config.Dim);
        selfAttention = new(parameters["self_attn"], config, dtypes, kernels);
        norm3Weight = parameters["norm3"].As(dtypes.Residual).Tensor("weight", config.Dim);
        norm3Bias = parameters["norm3"].As(dtypes.Residual).Tensor("bias", config.Dim);
        crossAttention = new(parameters["cross_attn"], config, dtypes, kernels);
        feedForward = new(parameters["ffn"], config, elementwise);
    }

    /// <summary>One block.</summary>
    /// <param name="x">[1, L, D] in the residual dtype; overwritten where nobody listens. The stream then stays in one place and everything else of a block leaves
    /// one hole behind, which the hidden layer fits: 2 GB in place of 3.8 at 480p and 81 frames.</param>
    /// <param name="e0">[1, 6, D], the time projection.</param>
    /// <param name="rope">[L, 1, head_dim/2] complex.</param>
    /// <param name="context">[1, text_len, D] in the compute dtype.</param>
    /// <param name="tap">Place of this block.</param>
    /// <returns>[1, L, D] in the residual dtype; joins the caller's dispose scope.</returns>
    public Tensor Forward(Tensor x, Tensor e0, Tensor rope, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var e = (modulation + e0.to(dtypes.Residual)).chunk(6, 1); // six of [1, 1, D]
        var (shiftAttention, scaleAttention, gateAttention) = (e[0], e[1], e[2]);
        var (shiftFeedForward, scaleFeedForward, gateFeedForward) = (e[3], e[4], e[5]);

        x = AttendToSelf(x, shiftAttention, scaleAttention, gateAttention, rope, tap); // [1, L, D]
        x = tap.Pass("after_self_attn", x);
        using (var before = x)
        {
            x = AttendToText(before, context, tap); // [1, L, D]
        }

        x = tap.Pass("after_cross_attn", x);
        using (var before = x)
        {
            x = Feed(before, shiftFeedForward, scaleFeedForward, gateFeedForward, tap); // [1, L, D]
        }

        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    private Tensor AttendToSelf(Tensor x, Tensor shift, Tensor scale, Tensor gate, Tensor rope, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap["norm1"].Launch("norm_modulate");
        LinearInput input = !tap.Listening && selfAttention.TakesRows(x.device) && elementwise.NormModulateRows(x, shift, scale, config.Eps, dtypes.Compute) is { } rows
            ? rows // [1, L, D] in e4m3
            : tap.Pass("sa_in", elementwise.NormModulate(x, shift, scale, config.Eps, dtypes.Compute, tap, "norm1")); // [1, L, D]
        var y = selfAttention.Forward(input, rope, tap["self_attn"]); // [1, L, D]
        tap["after_self_attn"].Launch("add_gated");
        return elementwise.AddGated(x, y, gate, overwrite: !tap.Listening).MoveToOuterDisposeScope(); // [1, L, D]
    }

    private Tensor AttendToText(Tensor x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap["norm3"].Launch("norm_affine");
        LinearInput input = !tap.Listening && crossAttention.TakesRows(x.device) && elementwise.NormAffineRows(x, norm3Weight, norm3Bias, config.Eps, dtypes.Compute) is { } rows
            ? rows // [1, L, D] in e4m3
            : tap.Pass("norm3", elementwise.NormAffine(x, norm3Weight, norm3Bias, config.Eps, dtypes.Compute)); // [1, L, D]
        var y = crossAttention.Forward(input, context, tap["cross_attn"]); // [1, L, D]
        return (tap.Listening ? x + y : x.add_(y).alias()).MoveToOuterDisposeScope(); // [1, L, D], no gate here
    }

    private Tensor Feed(Tensor x, Tensor shift, Tensor scale, Tensor gate, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap["norm2"].Launch("norm_modulate");
        LinearInput input = !tap.Listening && feedForward.TakesRows(x.device) && elementwise.NormModulateRows(x, shift, scale, config.Eps, dtypes.Compute) is { } rows
            ? rows // [1, L, D] in e4m3
            : tap.Pass("ffn_in", elementwise.NormModulate(x, shift, scale, config.Eps, dtypes.Compute, tap, "norm2")); // [1, L, D]
        var y = feedForward.Forward(input, tap["ffn"]); // [1, L, D]
        tap["out"].Launch("add_gated");
        return elementwise.AddGated(x, y, gate, overwrite: !tap.Listening).MoveToOuterDisposeScope(); // [1, L, D]
    }
}
