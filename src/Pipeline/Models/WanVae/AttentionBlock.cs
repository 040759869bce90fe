using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Self-attention among the positions of each frame, one head as wide as the channels, plus the input. Source: AttentionBlock in vae2_1.py.</summary>
internal sealed class AttentionBlock : IVaeLayer
{
    private readonly long channels;
    private readonly ChannelNorm norm;
    private readonly IConvolution toQkv;
    private readonly IConvolution proj;

    public AttentionBlock(ParameterScope parameters, long channels, IVaeKernels kernels)
    {
        this.channels = channels;
        norm = new(parameters["norm"], channels, positionAxes: 2);
        toQkv = Conv1x1(parameters["to_qkv"], channels, 3 * channels, kernels);
        proj = Conv1x1(parameters["proj"], channels, channels, kernels);
    }

    public (long Depth, long Frames) Reach(long frames) => (0, frames);

    public Tensor Forward(Tensor x, FeatureCache cache, Tap tap)
    {
        using var scope = NewDisposeScope();
        var (b, c, t, h, w) = (x.shape[0], channels, x.shape[2], x.shape[3], x.shape[4]);
        var y = x.permute(0, 2, 1, 3, 4).reshape(b * t, c, h, w);                // [bt, c, h, w]
        y = tap.Pass("norm", norm.Forward(y));                                   // [bt, c, h, w]
        tap.Launch("conv2d");
        y = tap.Pass("to_qkv", toQkv.Forward(y));                                // [bt, 3c, h, w]
        y = y.reshape(b * t, 1, 3 * c, h * w).permute(0, 1, 3, 2).contiguous();  // [bt, 1, hw, 3c]
        var qkv = y.chunk(3, -1);                                                // 3 x [bt, 1, hw, c]
        tap.Launch("scaled_dot_product_attention");
        y = scaled_dot_product_attention(qkv[0], qkv[1], qkv[2]);                // [bt, 1, hw, c]
        y = y.squeeze(1).permute(0, 2, 1).reshape(b * t, c, h, w);               // [bt, c, h, w]
        y = tap.Pass("attention", y);
        y = tap.Pass("proj", proj.Forward(y));                                   // [bt, c, h, w]
        y = y.reshape(b, t, c, h, w).permute(0, 2, 1, 3, 4);                     // [b, c, t, h, w]
        return (y + x).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        norm.Dispose();
        toQkv.Dispose();
        proj.Dispose();
    }

    private static IConvolution Conv1x1(ParameterScope parameters, long inputs, long outputs, IVaeKernels kernels) =>
        kernels.Conv2d(parameters.Tensor("weight", outputs, inputs, 1, 1), parameters.Tensor("bias", outputs), stride: 1, padding: 0);
}
