using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Torch's <c>interpolate</c> with align_corners false, on [n, c, H, W].</summary>
internal static class Interpolation
{
    /// <summary>Cubic, a = -0.75, no antialias: may overshoot the input's range.</summary>
    public static Tensor Bicubic(Tensor x, long height, long width) => Call("aten::upsample_bicubic2d", x, height, width);

    /// <summary>Cubic, a = -0.5, the kernel widened when shrinking.</summary>
    public static Tensor BicubicAntialiased(Tensor x, long height, long width) => Call("aten::_upsample_bicubic2d_aa", x, height, width);

    /// <summary>Triangle, widened when shrinking.</summary>
    public static Tensor BilinearAntialiased(Tensor x, long height, long width) => Call("aten::_upsample_bilinear2d_aa", x, height, width);

    // At equal size torchvision skips the call and torch's kernels copy.
    private static Tensor Call(string op, Tensor x, long height, long width) => x.shape[2] == height && x.shape[3] == width
        ? x.alias()
        : Aten.Call(op, "", x, new[] { height, width }, false, AtenArgument.None, AtenArgument.None);
}
