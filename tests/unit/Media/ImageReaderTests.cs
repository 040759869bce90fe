using SkiaSharp;
using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media;

public sealed class ImageReaderTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFile file = new(".png");

    [Fact]
    public void Rgb_comes_as_stored_in_height_width_channel_order()
    {
        new RawPng(3, 2, 8, PngColor.Rgb, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18]).Save(file.Path);
        var picture = ImageReader.Read(file.Path);
        Assert.Equal([2L, 3, 3], picture.shape);
        Assert.Equal(ScalarType.Byte, picture.dtype);
        Assert.True(picture.is_contiguous());
        Assert.Equal(Enumerable.Range(1, 18).Select(i => (byte)i), Bytes(picture));
    }

    // PIL's convert("RGB") drops alpha: a transparent pixel keeps its colour, and a half transparent one is not blended.
    [Fact]
    public void Alpha_is_dropped_and_not_blended()
    {
        new RawPng(4, 1, 8, PngColor.Rgba, [200, 100, 50, 0, 200, 100, 50, 1, 200, 100, 50, 128, 201, 101, 51, 255]).Save(file.Path);
        Assert.Equal([200, 100, 50, 200, 100, 50, 200, 100, 50, 201, 101, 51], Bytes(ImageReader.Read(file.Path)));
    }

    [Fact]
    public void Grey_is_spread_to_three_channels()
    {
        new RawPng(2, 1, 8, PngColor.Grey, [7, 250]).Save(file.Path);
        Assert.Equal([7, 7, 7, 250, 250, 250], Bytes(ImageReader.Read(file.Path)));
    }

    [Fact]
    public void Grey_with_alpha_drops_alpha()
    {
        new RawPng(2, 1, 8, PngColor.GreyAlpha, [7, 0, 250, 99]).Save(file.Path);
        Assert.Equal([7, 7, 7, 250, 250, 250], Bytes(ImageReader.Read(file.Path)));
    }

    [Fact]
    public void A_palette_is_looked_up_and_its_transparency_dropped()
    {
        new RawPng(3, 1, 8, PngColor.Palette, [2, 0, 1]).With("PLTE", 10, 20, 30, 40, 50, 60, 70, 80, 90).With("tRNS", 255, 0, 128).Save(file.Path);
        Assert.Equal([70, 80, 90, 10, 20, 30, 40, 50, 60], Bytes(ImageReader.Read(file.Path)));
    }

    [Fact]
    public void Sixteen_bits_are_cut_to_the_high_byte()
    {
        new RawPng(2, 1, 16, PngColor.Rgb, [1, 255, 2, 128, 3, 0, 254, 255, 128, 127, 0, 255]).Save(file.Path);
        Assert.Equal([1, 2, 3, 254, 128, 0], Bytes(ImageReader.Read(file.Path)));
    }

    [Fact]
    public void Sixteen_bit_grey_is_cut_to_the_high_byte()
    {
        new RawPng(2, 1, 16, PngColor.Grey, [9, 255, 250, 1]).Save(file.Path);
        Assert.Equal([9, 9, 9, 250, 250, 250], Bytes(ImageReader.Read(file.Path)));
    }

    // A gamma of 1.0 would brighten the picture in a colour-managed viewer; PIL and torchvision look at the stored numbers.
    [Fact]
    public void Colour_management_is_left_out()
    {
        new RawPng(2, 1, 8, PngColor.Rgb, [10, 100, 200, 30, 60, 90]).With("gAMA", 0, 1, 0x86, 0xA0).Save(file.Path);
        Assert.Equal([10, 100, 200, 30, 60, 90], Bytes(ImageReader.Read(file.Path)));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 333)]
    [InlineData(257, 3)]
    public void Odd_sizes_and_portraits_are_read(int width, int height)
    {
        var samples = Enumerable.Range(0, width * height * 3).Select(i => (byte)(i * 7)).ToArray();
        new RawPng(width, height, 8, PngColor.Rgb, samples).Save(file.Path);
        var picture = ImageReader.Read(file.Path);
        Assert.Equal([height, width, 3L], picture.shape);
        Assert.Equal(samples, Bytes(picture));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Webp, 100)]
    [InlineData(SKEncodedImageFormat.Jpeg, 100)]
    public void Webp_and_jpeg_are_read(SKEncodedImageFormat format, int quality)
    {
        var (stored, width, height) = (Smooth(40, 24), 40, 24);
        using var bitmap = Bitmap(stored, width, height);
        using (var stream = File.Create(file.Path))
        {
            bitmap.Encode(stream, format, quality);
        }

        var picture = Bytes(ImageReader.Read(file.Path));

        // Both are lossy: a smooth ramp at full quality stays within chroma subsampling and rounding.
        Assert.Equal(stored.Length, picture.Length);
        Assert.True(stored.Zip(picture, (a, b) => Math.Abs(a - b)).Max() <= 12);
    }

    [Fact]
    public void The_default_picture_is_there()
    {
        var picture = ImageReader.Read(Repository.At("tests", "data", "images", "chelsea.png"));
        Assert.Equal([300L, 451, 3], picture.shape);
        Assert.InRange(picture.to(ScalarType.Float32).mean().item<float>(), 100, 140);
    }

    public void Dispose()
    {
        file.Dispose();
        scope.Dispose();
    }

    internal static byte[] Bytes(Tensor tensor) => tensor.data<byte>().ToArray();

    /// <summary>An RGB ramp.</summary>
    internal static byte[] Smooth(int width, int height) =>
        [.. Enumerable.Range(0, width * height).SelectMany(i => new[] { (byte)(i % width * 255 / width), (byte)(i / width * 255 / height), (byte)128 })];

    internal static SKBitmap Bitmap(byte[] rgb, int width, int height)
    {
        var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        for (var i = 0; i < width * height; i++)
        {
            bitmap.SetPixel(i % width, i / width, new(rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2]));
        }

        return bitmap;
    }
}
