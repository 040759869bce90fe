using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.LipSync.Models.Layers;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.Whisper;

/// <summary>One pre-norm layer. Source: transformers WhisperEncoderLayer.</summary>
internal sealed class WhisperEncoderLayer : IDisposable
{
    /// <summary>Largest fp16 value less 1000: transformers' bound after each layer in half precision. Applied always there, not only after an overflow; it differs from upstream above 64504 alone.</summary>
    private const double HalfLimit = 65504 - 1000;

    private readonly long heads;
    private readonly LayerNorm attentionNorm;
    private readonly Linear query;
    private readonly Linear key;
    private readonly Linear value;
    private readonly Linear attentionOut;
    private readonly LayerNorm finalNorm;
    private readonly Linear fc1;
    private readonly Linear fc2;

    public WhisperEncoderLayer(ParameterScope p, WhisperConfig config)
    {
        var d = config.Width;
        heads = config.HeadCount;
        key = p["self_attn"].Linear("k_proj", d, d, bias: false);
        value = p["self_attn"].Linear("v_proj", d, d);
        query = p["self_attn"].Linear("q_proj", d, d);
        attentionOut = p["self_attn"].Linear("out_proj", d, d);
        attentionNorm = new(p["self_attn_layer_norm"], d);
        fc1 = p.Linear("fc1", d, config.FeedForward);
        fc2 = p.Linear("fc2", config.FeedForward, d);
        finalNorm = new(p["final_layer_norm"], d);
    }

    /// <summary>[B, P, d] to the same.</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        x = x + Attention(tap.Pass("self_attn_layer_norm", attentionNorm.Forward(x)), tap["self_attn"]);
        var h = tap.Pass("final_layer_norm", finalNorm.Forward(x));
        h = F.gelu(tap.Pass("fc1", fc1.Forward(h))); // [B, P, ffn]
        x = x + tap.Pass("fc2", fc2.Forward(h));
        if (x.dtype == ScalarType.Float16)
        {
            x = x.clamp(-HalfLimit, HalfLimit);
        }

        return tap.Pass("out", x).MoveToOuterDisposeScope();
    }

    private Tensor Attention(Tensor x, Tap tap)
    {
        var q = tap.Pass("q_proj", query.Forward(x));
        var k = tap.Pass("k_proj", key.Forward(x));
        var v = tap.Pass("v_proj", value.Forward(x));
        return tap.Pass("out", attentionOut.Forward(Heads.Attend(q, k, v, heads)));
    }

    public void Dispose()
    {
        attentionNorm.Dispose();
        query.Dispose();
        key.Dispose();
        value.Dispose();
        attentionOut.Dispose();
        finalNorm.Dispose();
        fc1.Dispose();
        fc2.Dispose();
    }
}
