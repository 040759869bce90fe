using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Multi-head attention without biases on q, k and v. Source: diffusers models/attention_processor.py.</summary>
internal sealed class Attention(ParameterScope p, long channels, long contextWidth, long heads) : IDisposable
{
    private readonly Linear toQ = p.Linear("to_q", channels, channels, bias: false);
    private readonly Linear toK = p.Linear("to_k", contextWidth, channels, bias: false);
    private readonly Linear toV = p.Linear("to_v", contextWidth, channels, bias: false);
    private readonly Linear toOut = p["to_out"].Linear("0", channels, channels);

    /// <param name="x">[B, N, channels].</param>
    /// <param name="context">[B, M, context width].</param>
    /// <param name="tap">Place of this attention.</param>
    /// <returns>[B, N, channels].</returns>
    public Tensor Forward(Tensor x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var q = tap.Pass("to_q", toQ.Forward(x));
        var k = tap.Pass("to_k", toK.Forward(context));
        var v = tap.Pass("to_v", toV.Forward(context));
        return tap.Pass("out", toOut.Forward(Heads.Attend(q, k, v, heads))).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        toQ.Dispose();
        toK.Dispose();
        toV.Dispose();
        toOut.Dispose();
    }
}
