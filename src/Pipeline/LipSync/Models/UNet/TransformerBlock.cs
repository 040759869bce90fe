using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Source: diffusers models/attention.py BasicTransformerBlock with a GEGLU feed-forward.</summary>
internal sealed class TransformerBlock(ParameterScope p, UNetConfig config, long channels) : IDisposable
{
    private readonly LayerNorm norm1 = new(p["norm1"], channels);
    private readonly Attention attn1 = new(p["attn1"], channels, channels, config.HeadCount);
    private readonly LayerNorm norm2 = new(p["norm2"], channels);
    private readonly Attention attn2 = new(p["attn2"], channels, config.CrossAttentionWidth, config.HeadCount);
    private readonly LayerNorm norm3 = new(p["norm3"], channels);
    private readonly Linear gateAndValue = p["ff"]["net"][0].Linear("proj", channels, 8 * channels);
    private readonly Linear feedForwardOut = p["ff"]["net"].Linear("2", 4 * channels, channels);

    /// <param name="x">[B, N, channels].</param>
    /// <param name="context">[B, tokens, cross attention width].</param>
    /// <param name="tap">Place of this block.</param>
    /// <returns>[B, N, channels].</returns>
    public Tensor Forward(Tensor x, Tensor context, Tap tap)
    {
        using var scope = NewDisposeScope();
        var h = tap.Pass("norm1", norm1.Forward(x));
        x = x + attn1.Forward(h, h, tap["attn1"]);
        x = x + attn2.Forward(tap.Pass("norm2", norm2.Forward(x)), context, tap["attn2"]);
        x = x + FeedForward(tap.Pass("norm3", norm3.Forward(x)), tap["ff"]);
        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    private Tensor FeedForward(Tensor x, Tap tap)
    {
        var parts = gateAndValue.Forward(x).chunk(2, -1); // value, then gate: [B, N, 4C] each
        var h = tap.Pass("net.00", parts[0] * F.gelu(parts[1]));
        return tap.Pass("out", feedForwardOut.Forward(h)); // [B, N, C]
    }

    public void Dispose()
    {
        norm1.Dispose();
        attn1.Dispose();
        norm2.Dispose();
        attn2.Dispose();
        norm3.Dispose();
        gateAndValue.Dispose();
        feedForwardOut.Dispose();
    }
}
