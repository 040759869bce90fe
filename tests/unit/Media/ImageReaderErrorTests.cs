using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media;

public sealed class ImageReaderErrorTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFile file = new(".png");

    [Fact]
    public void A_missing_file() => Fails("no such picture file");

    [Fact]
    public void A_folder()
    {
        var error = Assert.Throws<ImageFileException>(() => ImageReader.Read(Path.GetTempPath()));
        Assert.Contains("is a folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_path_at_all() => Assert.Throws<ImageFileException>(() => ImageReader.Read(""));

    [Fact]
    public void An_empty_file()
    {
        File.WriteAllBytes(file.Path, []);
        Fails("the file is empty");
    }

    [Fact]
    public void A_text_file()
    {
        File.WriteAllText(file.Path, "this is no picture, but long enough to be one: " + new string('x', 400));
        Fails("not a picture");
    }

    [Theory]
    [InlineData(0, 4)]
    [InlineData(4, 0)]
    public void Width_or_height_zero(int width, int height)
    {
        new RawPng(width, height, 8, PngColor.Rgb, []).Save(file.Path);
        Fails("width or height 0");
    }

    [Fact]
    public void An_absurd_size_is_refused_before_memory_is_taken()
    {
        new RawPng(60_000, 60_000, 8, PngColor.Rgb, []).Save(file.Path);
        Fails("60000 x 60000 pixels");
    }

    [Fact]
    public void A_truncated_png()
    {
        new RawPng(40, 40, 8, PngColor.Rgb, [.. Enumerable.Range(0, 4800).Select(i => (byte)(i * i / 7))]).Save(file.Path);
        Cut();
        Fails("damaged or truncated");
    }

    [Fact]
    public void A_truncated_jpeg()
    {
        using (var bitmap = ImageReaderTests.Bitmap(ImageReaderTests.Smooth(64, 64), 64, 64))
        using (var stream = File.Create(file.Path))
        {
            bitmap.Encode(stream, SkiaSharp.SKEncodedImageFormat.Jpeg, 90);
        }

        Cut();
        Fails("damaged or truncated");
    }

    public void Dispose()
    {
        file.Dispose();
        scope.Dispose();
    }

    private void Cut() => File.WriteAllBytes(file.Path, File.ReadAllBytes(file.Path)[..^40]);

    private void Fails(string reason)
    {
        var error = Assert.Throws<ImageFileException>(() => ImageReader.Read(file.Path));
        Assert.Contains(file.Path, error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
