using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>ffn: ffn.2(gelu_tanh(ffn.0(x))). 4*L*D*ffn_dim FLOP; the hidden layer is the largest tensor of a block (0.9 GB at 480p in 16 bit).</summary>
internal sealed class FeedForward(ParameterScope parameters, WanDitConfig config, IElementwise elementwise)
{
    private readonly Linear first = parameters.Linear("0", config.Dim, config.FfnDim);
    private readonly Linear second = parameters.Linear("2", config.FfnDim, config.Dim);

    /// <summary>x [1, L, D] to [1, L, D], in the compute dtype.</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        var hidden = Hidden(x, tap); // [1, L, ffn_dim]
        return second.Forward(hidden, tap, "out").MoveToOuterDisposeScope(); // [1, L, D]
    }

    private Tensor Hidden(Tensor x, Tap tap)
    {
        // A scope of its own frees the layer before GELU while ffn.2 runs.
        using var scope = NewDisposeScope();
        tap["mid"].Launch("linear");
        var activated = elementwise.Gelu(first.Forward(x)); // [1, L, ffn_dim]
        return tap.Pass("mid", activated).MoveToOuterDisposeScope();
    }
}
