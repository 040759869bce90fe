using SkiaSharp;
using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media;

public sealed class ImageOrientationTests : IDisposable
{
    private const int H = 2;
    private const int W = 3;

    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();

    /// <summary>The standard's own table: which side of the scene the stored row 0 and column 0 are (EXIF 2.3, tag 0x0112).</summary>
    private static readonly Dictionary<int, Func<int, int, (int Y, int X)>> Stored = new()
    {
        [1] = (r, c) => (r, c),                  // top, left
        [2] = (r, c) => (r, W - 1 - c),          // top, right
        [3] = (r, c) => (H - 1 - r, W - 1 - c),  // bottom, right
        [4] = (r, c) => (H - 1 - r, c),          // bottom, left
        [5] = (r, c) => (c, r),                  // left, top
        [6] = (r, c) => (c, W - 1 - r),          // right, top
        [7] = (r, c) => (H - 1 - c, W - 1 - r),  // right, bottom
        [8] = (r, c) => (H - 1 - c, r),          // left, bottom
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Every_orientation_comes_out_upright(int orientation)
    {
        var scene = arange(H * W * 3, ScalarType.Byte).reshape(H, W, 3);
        var (rows, columns) = orientation < 5 ? (H, W) : (W, H);
        var pixels =
            from r in Enumerable.Range(0, rows)
            from c in Enumerable.Range(0, columns)
            let at = Stored[orientation](r, c)
            select scene[at.Y, at.X];
        var stored = stack(pixels.ToList()).reshape(rows, columns, 3);

        var upright = ImageOrientation.Upright(stored, orientation);

        Assert.Equal(scene.shape, upright.shape);
        Assert.True(scene.eq(upright).all().item<bool>());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void An_unknown_orientation_changes_nothing(int orientation)
    {
        var picture = arange(12, ScalarType.Byte).reshape(2, 2, 3);
        Assert.True(picture.eq(ImageOrientation.Upright(picture, orientation)).all().item<bool>());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_jpegs_tag_is_applied_unless_switched_off(int orientation)
    {
        using var file = new TemporaryFile(".jpg");
        SaveJpeg(file.Path, orientation);

        var stored = ImageReader.Read(file.Path, applyOrientation: false);
        var upright = ImageReader.Read(file.Path);

        Assert.Equal([24L, 40, 3], stored.shape);
        Assert.True(ImageOrientation.Upright(stored, orientation).eq(upright).all().item<bool>());
        Assert.True(upright.is_contiguous());
    }

    public void Dispose() => scope.Dispose();

    /// <summary>A JPEG with an EXIF segment that holds the orientation and nothing else.</summary>
    private static void SaveJpeg(string path, int orientation)
    {
        using var bitmap = ImageReaderTests.Bitmap(ImageReaderTests.Smooth(40, 24), 40, 24);
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 95);
        var plain = data.ToArray();
        byte[] tiff = [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 1, 3, 0, 1, 0, 0, 0, (byte)orientation, 0, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif"u8, 0, 0, .. tiff];
        File.WriteAllBytes(path, [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. plain[2..]]);
    }
}
