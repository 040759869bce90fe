using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>A 3x3 convolution over each frame of a video, after a step that changes the frame (padding, enlargement).</summary>
internal sealed class FrameConv2d(ParameterScope parameters, long inputs, long outputs, long stride, long padding, IVaeKernels kernels) : IDisposable
{
    private readonly IConvolution convolution =
        kernels.Conv2d(parameters.Tensor("weight", outputs, inputs, 3, 3), parameters.Tensor("bias", outputs), stride, padding);

    /// <summary>x [b, in, t, h, w] to [b, out, t, h', w'].</summary>
    /// <param name="x">The video.</param>
    /// <param name="before">Maps the frames [bt, in, h, w] before the convolution.</param>
    public Tensor Forward(Tensor x, Func<Tensor, Tensor> before)
    {
        using var scope = NewDisposeScope();
        var (b, c, t, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3], x.shape[4]);
        var frames = before(x.permute(0, 2, 1, 3, 4).reshape(b * t, c, h, w));                   // [bt, in, .., ..]
        var y = convolution.Forward(frames);                                                     // [bt, out, h', w']
        return y.reshape(b, t, y.shape[1], y.shape[2], y.shape[3]).permute(0, 2, 1, 3, 4).MoveToOuterDisposeScope();
    }

    public void Dispose() => convolution.Dispose();
}
