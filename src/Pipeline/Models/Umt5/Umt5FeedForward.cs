using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.Umt5;

/// <summary>Gated feed-forward layer. Source: wan/modules/t5.py, <c>T5FeedForward</c>. Cost for L rows: 6*L*dim*dimFfn FLOP.</summary>
internal sealed class Umt5FeedForward : IDisposable
{
    private readonly Umt5Config config;
    private readonly Linear gate, fc1, fc2;
    private readonly Linear? joint;

    public Umt5FeedForward(ParameterScope parameters, Umt5Config config)
    {
        this.config = config;
        gate = parameters["gate"].Linear("0", config.Dim, config.DimFfn, bias: false);
        Linear[] inputs = [parameters.Linear("fc1", config.Dim, config.DimFfn, bias: false), gate];
        joint = config.Fused ? JoinedLinear.Join("fc1 and gate", inputs) : null;
        (fc1, gate) = (inputs[0], inputs[1]);
        fc2 = parameters.Linear("fc2", config.DimFfn, config.Dim, bias: false);
    }

    /// <summary>Whether <see cref="AddTo"/> can run.</summary>
    public bool Joined => joint is not null && fc2.Weight is DenseWeight;

    /// <summary>residual += ffn(x), in place: one product for both inner layers, and the outer one adds to the residual before its only rounding.</summary>
    /// <param name="residual">[b, L, dim], contiguous.</param>
    /// <param name="x">[b, L, dim].</param>
    public void AddTo(Tensor residual, Tensor x)
    {
        using var scope = NewDisposeScope();
        var inner = joint!.Forward(x);                                                       // [b, L, 2*ffn]
        var width = inner.shape[^1] / 2;
        var gated = FusedRmsRope.Takes(inner) && width % 8 == 0
            ? FusedElementwise.GatedGelu(inner)
            : inner.narrow(-1, 0, width) * Gelu(inner.narrow(-1, width, width));             // [b, L, ffn]
        residual.view(-1, residual.shape[^1]).addmm_(gated.view(-1, width), ((DenseWeight)fc2.Weight).Weight.t());
    }

    /// <param name="x">[b, L, dim].</param>
    /// <param name="tap">Names <c>gate</c>, <c>fc1</c>, <c>out</c>.</param>
    /// <returns>[b, L, dim].</returns>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        if (config.Fused && !tap.Listening && FusedRmsRope.Takes(x))
        {
            return fc2.Forward(FusedElementwise.GatedGelu(fc1.Forward(x), gate.Forward(x))).MoveToOuterDisposeScope(); // [b, L, dim], quantised weights
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
        joint?.Dispose();
    }

    /// <summary>The tanh approximation, step by step in the model's dtype: in 16 bits the fused operator would round less often than upstream.</summary>
    private static Tensor Gelu(Tensor x) =>
        x.mul(0.5) * x.pow(3.0).mul(0.044715).add(x).mul(Math.Sqrt(2.0 / Math.PI)).tanh().add(1.0);
}
