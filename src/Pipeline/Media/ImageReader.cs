using SkiaSharp;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Media;

/// <summary>
/// Reads PNG, JPEG and WebP files as PIL's <c>Image.open(path).convert("RGB")</c> does: no colour management, alpha dropped and not blended,
/// grey and palettes spread to three channels, 16 bits cut to their high byte (where PIL clips 16-bit grey at 255), the first frame of an animation.
/// </summary>
public static class ImageReader
{
    /// <summary>Most pixels that are decoded; the size at which PIL refuses a picture as a decompression bomb.</summary>
    public const long MaxPixels = 178_956_970;

    /// <summary>Most bytes that are read.</summary>
    private const long MaxBytes = 1L << 30;

    /// <summary>The picture as uint8 RGB [H, W, 3] on the CPU.</summary>
    /// <param name="path">The file.</param>
    /// <param name="applyOrientation">Turn the picture upright by its EXIF orientation. Upstream does not; most viewers do.</param>
    /// <exception cref="ImageFileException">Missing, empty, no picture, damaged, or larger than <see cref="MaxPixels"/>.</exception>
    public static Tensor Read(string path, bool applyOrientation = true)
    {
        using var data = SKData.CreateCopy(Bytes(path));
        using var codec = SKCodec.Create(data)
            ?? throw new ImageFileException($"{path}: not a picture that can be read (or of width or height 0). Expected PNG, JPEG or WebP.");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > MaxPixels)
        {
            throw new ImageFileException($"{path}: {width} x {height} pixels. Expected at least 1 x 1 and at most {MaxPixels:N0} pixels in all.");
        }

        using var scope = NewDisposeScope();
        var rgb = Decode(path, codec, width, height).narrow(2, 0, 3); // [H, W, 3]
        if (applyOrientation)
        {
            rgb = ImageOrientation.Upright(rgb, (int)codec.EncodedOrigin);
        }

        return rgb.contiguous().MoveToOuterDisposeScope();
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
            {
                throw new ImageFileException(Directory.Exists(path) ? $"{path}: is a folder, expected a picture file." : $"{path}: no such picture file.");
            }

            return file.Length switch
            {
                0 => throw new ImageFileException($"{path}: the file is empty, expected a PNG, JPEG or WebP picture."),
                > MaxBytes => throw new ImageFileException($"{path}: {file.Length:N0} bytes are too many for a picture (limit {MaxBytes:N0})."),
                _ => File.ReadAllBytes(path),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new ImageFileException($"{path}: cannot read the picture: {e.Message}", e);
        }
    }

    /// <summary>Decodes straight into a tensor. Unpremultiplied, so that colours under transparent pixels stay; no colour space, so that none is converted.</summary>
    private static unsafe Tensor Decode(string path, SKCodec codec, int width, int height)
    {
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = empty([height, width, 4], ScalarType.Byte);
        fixed (byte* pixels = rgba.bytes)
        {
            var result = codec.GetPixels(info, (nint)pixels);
            return result == SKCodecResult.Success
                ? rgba
                : throw new ImageFileException($"{path}: the {codec.EncodedFormat} picture is damaged or truncated ({result}).");
        }
    }
}
