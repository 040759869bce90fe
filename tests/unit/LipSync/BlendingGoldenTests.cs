using Workbench.Pipeline.LipSync.Blending;
using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.UnitTests.LipSync;

/// <summary>Sums and pixels of a run of upstream's blending on images made by formula (MuseTalk 0a89dec, OpenCV 4.6, Pillow 9.4).</summary>
public sealed class BlendingGoldenTests
{
    private static readonly FaceBox Face = new(110, 60, 210, 180);

    [Theory]
    [InlineData(20, 88763)]
    [InlineData(80, 96155)]
    [InlineData(90, 97299)]
    [InlineData(160, 115625)]
    public void Jaw_masks_of_several_cheek_widths(int cheek, int count) =>
        Assert.Equal(count, ParsingMask.Of(Labels(), ParsingMode.Jaw, cheek, cheek).Pixels.Count(p => p == 255));

    [Theory]
    [InlineData(ParsingMode.Raw, 107613)]
    [InlineData(ParsingMode.Neck, 117412)]
    public void Plain_masks(ParsingMode mode, int count) => Assert.Equal(count, ParsingMask.Of(Labels(), mode).Pixels.Count(p => p == 255));

    [Fact]
    public void Resizes()
    {
        var small = CvResize.Linear(Generated(), 120, 100);
        var crop = CvResize.Lanczos4(Frame().Slice(Face), 256, 256);

        Assert.Equal(4585776, Sum(small));
        Assert.Equal([147, 237, 72], Pixel(small, 60, 50));
        Assert.Equal(25218337, Sum(crop));
        Assert.Equal([54, 94, 134], Pixel(crop, 128, 128));
        Assert.Equal([243, 27, 67], Pixel(crop, 255, 255));
    }

    [Fact]
    public void Offline_jaw()
    {
        var result = Blend(ParsingMode.Jaw, 0.05);

        Assert.Equal(29450819, Sum(result));
        Assert.Equal([143, 233, 67], Pixel(result, 125, 130));
        var changed = Changed(result);
        Assert.Equal(5971, changed.Count);
        Assert.Equal((116, 179), (changed.Min(p => p.Y), changed.Max(p => p.Y)));
        Assert.Equal((110, 209), (changed.Min(p => p.X), changed.Max(p => p.X)));
    }

    [Fact]
    public void Offline_raw()
    {
        var result = Blend(ParsingMode.Raw, 0.05);

        Assert.Equal(29411970, Sum(result));
        Assert.Equal(6238, Changed(result).Count);
    }

    [Fact]
    public void Realtime_jaw()
    {
        var mask = BlendMask.Of(ParsingMask.Of(Labels(), ParsingMode.Jaw), Face, new() { BlurFactor = 0.1 });
        var result = Blend(ParsingMode.Jaw, 0.1);

        Assert.Equal(1308231, Sum(mask.Mask));
        Assert.Equal([143, 143, 90, 1, 101, 143], Enumerable.Range(6, 6).Select(i => (int)mask.Mask.Row(90)[i * 10]));
        Assert.Equal(29447175, Sum(result));
        Assert.Equal([147, 225, 67], Pixel(result, 125, 130));
    }

    [Theory]
    [InlineData(110, 60, 210, 180, 70, 30, 250, 210)]
    [InlineData(100, 50, 201, 170, 60, 20, 240, 200)]
    [InlineData(100, 51, 180, 170, 52, 22, 228, 198)]
    [InlineData(10, 40, 90, 150, -32, 13, 132, 177)]
    public void Crop_squares(int x, int y, int x1, int y1, int left, int top, int right, int bottom) =>
        Assert.Equal(new FaceBox(left, top, right, bottom), CropSquare.Of(new(x, y, x1, y1), 1.5).Box);

    private static ByteImage Blend(ParsingMode mode, double blur)
    {
        var mask = BlendMask.Of(ParsingMask.Of(Labels(), mode), Face, new() { BlurFactor = blur });
        return Compositor.Compose(Frame(), Generated(), Face, mask.OverFace(Face));
    }

    private static ByteImage Frame() => Make(240, 320, 3, (x, y, c) => (3 * x + 5 * y + 40 * c) % 256);

    private static ByteImage Generated() => Make(256, 256, 3, (x, y, c) => (7 * x + 2 * y + 90 * c + 13) % 256);

    private static ByteImage Labels() => Make(512, 512, 1, (x, y, _) =>
    {
        var label = Ellipse(x, y, 270, 170, 210) ? 1 : 0;
        label = Math.Abs(x - 256) < 25 && y is > 220 and < 300 ? 10 : label;
        label = Ellipse(x, y, 350, 60, 14) ? 12 : label;
        label = Ellipse(x, y, 364, 55, 9) ? 11 : label;
        label = Ellipse(x, y, 380, 60, 14) ? 13 : label;
        return y > 470 && Math.Abs(x - 256) < 120 ? 14 : label;
    });

    private static bool Ellipse(int x, int y, int cy, double rx, double ry) => Math.Pow((x - 256) / rx, 2) + Math.Pow((y - cy) / ry, 2) < 1;

    private static ByteImage Make(int height, int width, int channels, Func<int, int, int, int> value)
    {
        var image = new ByteImage(height, width, channels);
        for (var i = 0; i < image.Pixels.Length; i++)
        {
            image.Pixels[i] = (byte)value(i / channels % width, i / channels / width, i % channels);
        }

        return image;
    }

    private static long Sum(ByteImage image) => image.Pixels.Sum(p => (long)p);

    private static int[] Pixel(ByteImage image, int row, int column) => [.. image.Row(row).Slice(column * 3, 3).ToArray().Select(p => (int)p)];

    private static List<(int X, int Y)> Changed(ByteImage result)
    {
        var frame = Frame();
        return [.. Enumerable.Range(0, 240 * 320).Where(i => !result.Pixels.AsSpan(i * 3, 3).SequenceEqual(frame.Pixels.AsSpan(i * 3, 3))).Select(i => (i % 320, i / 320))];
    }
}
