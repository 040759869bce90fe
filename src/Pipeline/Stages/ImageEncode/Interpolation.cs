using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Torch's <c>interpolate</c> with align_corners false, on [n, c, H, W].</summary>
internal static class Interpolation
{
    /// <summary>Cubic, a = -0.75, no antialias: may overshoot the input's range.</summary>
    public static Tensor Bicubic(Tensor x, long height, long width) => x.shape[2] == height && x.shape[3] == width
        ? x.alias()
        : nn.functional.interpolate(x, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);

    /// <summary>Cubic, a = -0.5, the kernel widened when shrinking.</summary>
    public static Tensor BicubicAntialiased(Tensor x, long height, long width) => Antialiased(x, height, width, ResizeKernel.Cubic);

    /// <summary>Triangle, widened when shrinking.</summary>
    public static Tensor BilinearAntialiased(Tensor x, long height, long width) => Antialiased(x, height, width, ResizeKernel.Triangle);

    /// <summary>
    /// Each axis is a product with a banded matrix: columns first, as torch does. TorchSharp has no antialiased call, and libtorch 2.11's C ABI
    /// refuses the size argument of the operator. Once per request, 2*n*c*H*W*(w+h) FLOP: 20 GFLOP for a 1080p picture.
    /// </summary>
    private static Tensor Antialiased(Tensor x, long height, long width, ResizeKernel kernel)
    {
        using var scope = NewDisposeScope();
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3]);
        if (w != width)
        {
            x = x.reshape(n * c * h, w).mm(kernel.Matrix(w, width).t()).reshape(n, c, h, width); // [n, c, H, w']
        }

        if (h != height)
        {
            var rows = kernel.Matrix(h, height).unsqueeze(0).expand(n * c, height, h); // [nc, h', H]
            x = rows.bmm(x.reshape(n * c, h, width)).reshape(n, c, height, width);     // [n, c, h', w']
        }

        return x.alias().MoveToOuterDisposeScope();
    }
}
