using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Imaging;

/// <summary>An 8-bit image in memory, row by row, channels interleaved. Colour images are RGB throughout lip-sync (upstream holds BGR).</summary>
public sealed class ByteImage
{
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="channels">3 for RGB, 1 for masks and label maps.</param>
    /// <param name="pixels">height*width*channels bytes, owned by the image; zeros when null.</param>
    public ByteImage(int height, int width, int channels, byte[]? pixels = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        var length = checked(height * width * channels);
        if (pixels is not null && pixels.Length != length)
        {
            throw new ArgumentException($"{height}x{width}x{channels} needs {length} bytes, got {pixels.Length}.", nameof(pixels));
        }

        (Height, Width, Channels, Pixels) = (height, width, channels, pixels ?? new byte[length]);
    }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Bytes per pixel.</summary>
    public int Channels { get; }

    /// <summary>The bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>Bytes per row.</summary>
    public int Stride => Width * Channels;

    /// <summary>One row.</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Stride, Stride);

    /// <summary>An independent copy.</summary>
    public ByteImage Clone() => new(Height, Width, Channels, (byte[])Pixels.Clone());

    /// <summary>The part inside the box, which must lie inside the image.</summary>
    public ByteImage Slice(FaceBox box)
    {
        var result = new ByteImage(box.Height, box.Width, Channels);
        for (var y = 0; y < box.Height; y++)
        {
            Row(box.Top + y).Slice(box.Left * Channels, result.Stride).CopyTo(result.Row(y));
        }

        return result;
    }

    /// <summary>A copy as a uint8 tensor: [H, W, channels], or [H, W] for one channel.</summary>
    public Tensor ToTensor()
    {
        long[] shape = Channels == 1 ? [Height, Width] : [Height, Width, Channels];
        return tensor(Pixels, shape, ScalarType.Byte);
    }

    /// <summary>A copy of a uint8 tensor [H, W, channels] or [H, W].</summary>
    public static ByteImage FromTensor(Tensor image)
    {
        if (image.dtype != ScalarType.Byte || image.dim() is not (2 or 3))
        {
            throw new ArgumentException($"an image must be uint8 [H, W] or [H, W, C], is {image.dtype}[{string.Join(",", image.shape)}].", nameof(image));
        }

        using var scope = NewDisposeScope();
        var plain = image.detach().cpu().contiguous();
        return new((int)image.shape[0], (int)image.shape[1], image.dim() == 3 ? (int)image.shape[2] : 1, plain.bytes.ToArray());
    }
}
