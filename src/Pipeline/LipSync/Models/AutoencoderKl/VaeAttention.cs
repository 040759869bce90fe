using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Models.AutoencoderKl;

/// <summary>Single-head attention over all pixels, with biases and a group norm of its own. Source: diffusers attention_processor.py Attention (residual_connection).</summary>
internal sealed class VaeAttention(ParameterScope p, long channels, long groups) : IDisposable
{
    private readonly GroupNorm groupNorm = new(p["group_norm"], groups, channels, VaeConfig.NormEps);
    private readonly Linear toQ = p.Linear("to_q", channels, channels);
    private readonly Linear toK = p.Linear("to_k", channels, channels);
    private readonly Linear toV = p.Linear("to_v", channels, channels);
    private readonly Linear toOut = p["to_out"].Linear("0", channels, channels);

    /// <summary>[B, channels, h, w] to the same.</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        var tokens = groupNorm.Forward(x).flatten(2).transpose(1, 2); // [B, h*w, C]
        var y = Heads.Attend(toQ.Forward(tokens), toK.Forward(tokens), toV.Forward(tokens), heads: 1);
        y = toOut.Forward(y).transpose(1, 2).reshape(x.shape); // [B, C, h, w]
        return tap.Pass("out", y + x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        groupNorm.Dispose();
        toQ.Dispose();
        toK.Dispose();
        toV.Dispose();
        toOut.Dispose();
    }
}
