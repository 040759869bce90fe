using Workbench.Pipeline.Configuration;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>The picture as the first frame of the video, in fp32 on the CPU.</summary>
/// <param name="Pixels">fp32 [3, H, W]; cubic interpolation may overshoot [-1, 1].</param>
/// <param name="Size">The video's size.</param>
public sealed record FirstFrame(Tensor Pixels, VideoSize Size)
{
    /// <summary>
    /// Scales a picture to [-1, 1] and to the video's size. Source: read_image_input in LightX2V lightx2v/models/runners/default_runner.py
    /// and get_vae_encoder_output in wan_runner.py.
    /// </summary>
    /// <param name="image">uint8 RGB [Hi, Wi, 3].</param>
    /// <param name="area">target_height * target_width; read only without a resize mode.</param>
    /// <param name="resize">Resize mode and its settings.</param>
    /// <param name="grid">The grid that sizes fall on.</param>
    public static FirstFrame Of(Tensor image, long area, ResizeOptions resize, SizeGrid grid)
    {
        using var scope = NewDisposeScope();
        var x = image.cpu().permute(2, 0, 1).contiguous().to(ScalarType.Float32).div_(255); // [3, Hi, Wi], 0..1
        x = x.sub_(0.5).div_(0.5).unsqueeze(0);                                             // [1, 3, Hi, Wi], -1..1
        var (height, width) = (image.shape[0], image.shape[1]);
        var size = resize.Mode == ResizeMode.None ? grid.ForArea(height, width, area) : grid.ForResize(height, width, resize);
        if (resize.Mode != ResizeMode.None)
        {
            x = CropAndResize(x, ResizeTarget.Of(resize, height, width), resize.Mode);      // [1, 3, target]
        }

        x = Interpolation.Bicubic(x, size.Height, size.Width);                              // [1, 3, H, W]
        return new(x.squeeze(0).MoveToOuterDisposeScope(), size);
    }

    private static Tensor CropAndResize(Tensor x, (int Height, int Width) target, ResizeMode mode)
    {
        var (height, width) = (x.shape[2], x.shape[3]);
        var box = mode == ResizeMode.FixedShape ? CropBox.FixedShape(height, width, target) : CropBox.Isotropic(height, width, target);
        if (box.Height < 1 || box.Width < 1)
        {
            throw new StageInputException($"image encode: a {width}x{height} picture cannot be cropped to the ratio of {target.Width}x{target.Height}: {box.Width}x{box.Height} pixels would be left.");
        }

        var kept = x.narrow(2, box.Top, box.Height).narrow(3, box.Left, box.Width);
        return mode == ResizeMode.FixedShape
            ? Interpolation.BilinearAntialiased(kept, target.Height, target.Width)
            : Interpolation.BicubicAntialiased(kept, target.Height, target.Width);
    }
}
