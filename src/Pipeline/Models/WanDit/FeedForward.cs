using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>ffn: ffn.2(gelu_tanh(ffn.0(x))). 4*L*D*ffn_dim FLOP; the hidden layer is the largest tensor of a block (0.9 GB at 480p in 16 bit).</summary>
internal sealed class FeedForward(ParameterScope parameters, WanDitConfig config, IElementwise elementwise)
{
    private readonly Linear first = parameters.Linear("0", config.Dim, config.FfnDim);
    private readonly Linear second = parameters.Linear("2", config.FfnDim, config.Dim);

    /// <summary>Whether the first layer can read quantised rows.</summary>
    public bool TakesRows(Device device) => first.TakesRows(device);

    /// <summary>x [1, L, D] to [1, L, D], in the compute dtype.</summary>
    public Tensor Forward(LinearInput x, Tap tap)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(x, tap); // [1, L, ffn_dim]
        return second.Forward(hidden, tap, "out").MoveToOuterDisposeScope(); // [1, L, D]
    }

    private LinearInput Hidden(LinearInput x, Tap tap)
    {
        // A scope of its own frees the layer before GELU while ffn.2 runs.
        using var scope = NewDisposeScope();
        tap["mid"].Launch("linear");
        if (!tap.Listening && Activated(x) is { } whole)
        {
            return whole.MoveToOuterDisposeScope(); // [1, L, ffn_dim]
        }

        var hidden = x.Through(first); // [1, L, ffn_dim]
        if (!tap.Listening && second.TakesRows(hidden.device) && elementwise.GeluRows(hidden) is { } rows)
        {
            return new Fp8Rows(rows.Codes.MoveToOuterDisposeScope(), rows.Scale.MoveToOuterDisposeScope(), rows.Dtype); // [1, L, ffn_dim] in e4m3
        }

        return tap.Pass("mid", elementwise.Gelu(hidden)).MoveToOuterDisposeScope(); // [1, L, ffn_dim]
    }

    /// <summary>The layer with its GELU where the kernels place it elsewhere than in a pass of its own; null: they do not, or cannot here.</summary>
    private Tensor? Activated(LinearInput x) => elementwise.GeluPlace switch
    {
        GeluPlace.InProduct => x.ThroughWithGelu(first),
        GeluPlace.WithBias => x.ThroughBare(first) is { } bare ? elementwise.BiasGelu(bare, first.Bias!) ?? elementwise.Gelu(bare + first.Bias!) : null,
        _ => null,
    };
}
