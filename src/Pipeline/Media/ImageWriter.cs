using SkiaSharp;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Media;

/// <summary>Writes pictures and single video frames as PNG.</summary>
public static class ImageWriter
{
    /// <summary>Writes beside the target first, then renames, so that no torn file is ever seen.</summary>
    /// <param name="path">Target; its folder is made when missing.</param>
    /// <param name="picture">uint8 RGB [H, W, 3], any device and layout.</param>
    /// <exception cref="ArgumentException">Another dtype or shape.</exception>
    public static void WritePng(string path, Tensor picture)
    {
        if (picture.dtype != ScalarType.Byte || picture.dim() != 3 || picture.shape[2] != 3 || picture.numel() == 0)
        {
            throw new ArgumentException($"{path}: cannot write {picture.dtype}[{string.Join(",", picture.shape)}] as a picture, expected Byte[H,W,3].");
        }

        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var partial = $"{path}.{Environment.ProcessId}.partial";
        try
        {
            using (var stream = new FileStream(partial, FileMode.Create, FileAccess.Write))
            {
                Encode(picture, stream);
            }

            File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static unsafe void Encode(Tensor picture, FileStream stream)
    {
        using var scope = NewDisposeScope();
        var rgb = picture.cpu();
        var (height, width) = (rgb.shape[0], rgb.shape[1]);
        var rgba = cat([rgb, full([height, width, 1], 255, ScalarType.Byte)], 2).contiguous(); // [H, W, 4]
        fixed (byte* pixels = rgba.bytes)
        {
            var info = new SKImageInfo((int)width, (int)height, SKColorType.Rgba8888, SKAlphaType.Opaque);
            using var pixmap = new SKPixmap(info, (nint)pixels);
            using var data = pixmap.Encode(SKEncodedImageFormat.Png, 100)
                ?? throw new ImageFileException($"a {width}x{height} picture could not be encoded as PNG.");
            data.SaveTo(stream);
        }
    }
}
