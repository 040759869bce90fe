using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>Gated feed-forward layer. Source: wan/modules/t5.py, <c>T5FeedForward</c>. Cost for L rows: 6*L*dim*dimFfn FLOP.</summary>
internal sealed class Umt5FeedForward(ParameterScope parameters, Umt5Config config) : IDisposable
{
    private readonly Linear gate = parameters["gate"].Linear("0", config.Dim, config.DimFfn, bias: false);
    private readonly Linear fc1 = parameters.Linear("fc1", config.Dim, config.DimFfn, bias: false);
    private readonly Linear fc2 = parameters.Linear("fc2", config.DimFfn, config.Dim, bias: false);

    /// <param name="x">[b, L, dim].</param>
    /// <param name="tap">Names <c>gate</c>, <c>fc1</c>, <c>out</c>.</param>
    /// <returns>[b, L, dim].</returns>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        if (config.Fused && !tap.Listening && FusedRmsRope.Takes(x))
        {
            return fc2.Forward(FusedElementwise.GatedGelu(fc1.Forward(x), gate.Forward(x))).MoveToOuterDisposeScope(); // [b, L, dim]
        }

        var gated = tap.Pass("gate", Gelu(gate.Forward(x))); // [b, L, ffn]
        x = tap.Pass("fc1", fc1.Forward(x)); // [b, L, ffn]
        x = x * gated;
        return tap.Pass("out", fc2.Forward(x)).MoveToOuterDisposeScope(); // [b, L, dim]
    }

    public void Dispose()
    {
        gate.Dispose();
        fc1.Dispose();
        fc2.Dispose();
    }

    /// <summary>The tanh approximation, step by step in the model's dtype: in 16 bits the fused operator would round less often than upstream.</summary>
    private static Tensor Gelu(Tensor x) =>
        x.mul(0.5) * x.pow(3.0).mul(0.044715).add(x).mul(Math.Sqrt(2.0 / Math.PI)).tanh().add(1.0);
}
