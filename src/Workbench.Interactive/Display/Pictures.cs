using SkiaSharp;
using static TorchSharp.torch;

namespace Workbench.Interactive.Display;

/// <summary>Tensors as PNG bytes.</summary>
internal static class Pictures
{
    /// <summary>Encodes uint8 RGB [H, W, 3].</summary>
    public static unsafe byte[] Png(Tensor picture)
    {
        using var scope = NewDisposeScope();
        var rgb = picture.cpu();
        var (height, width) = ((int)rgb.shape[0], (int)rgb.shape[1]);
        var rgba = cat([rgb, full([height, width, 1], 255, ScalarType.Byte)], 2).contiguous(); // [H, W, 4]
        fixed (byte* pixels = rgba.bytes)
        {
            using var pixmap = new SKPixmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), (nint)pixels);
            using var data = pixmap.Encode(SKEncodedImageFormat.Png, 100) ?? throw new InvalidOperationException($"a {width}x{height} picture could not be encoded as PNG.");
            return data.ToArray();
        }
    }

    /// <summary>uint8 RGB [F, H, W, 3] made no wider than <paramref name="width"/> by averaging; whole divisors only, so nothing is invented.</summary>
    public static Tensor Shrink(Tensor frames, int width)
    {
        var factor = (frames.shape[2] + width - 1) / width;
        if (factor <= 1)
        {
            return frames.cpu();
        }

        using var scope = NewDisposeScope();
        var planes = frames.cpu().permute(0, 3, 1, 2).to(ScalarType.Float32); // [F, 3, H, W]
        var small = nn.functional.avg_pool2d(planes, [factor, factor], ceil_mode: true);
        return small.permute(0, 2, 3, 1).round().to(ScalarType.Byte).MoveToOuterDisposeScope(); // [F, h, w, 3]
    }

    /// <summary>A matrix from blue (negative) over white to red, at most 64 pixels a side, scaled to its largest magnitude.</summary>
    public static byte[] HeatMap(Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var m = matrix.detach().to(ScalarType.Float32).nan_to_num(0, 0, 0); // [h, w]
        var (rows, columns) = ((m.shape[0] + 63) / 64, (m.shape[1] + 63) / 64);
        m = nn.functional.avg_pool2d(m.unsqueeze(0).unsqueeze(0), [rows, columns], ceil_mode: true)[0, 0].cpu(); // [<=64, <=64]
        var x = m / m.abs().max().clamp_min(1e-12); // -1..1
        var (up, down) = (x.clamp(0, 1), x.neg().clamp(0, 1));
        var rgb = stack([1 - down * 0.85, 1 - up * 0.75 - down * 0.55, 1 - up * 0.85], 2); // [h, w, 3]
        return Png(rgb.mul(255).round().to(ScalarType.Byte));
    }
}
