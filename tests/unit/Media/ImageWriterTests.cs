using Workbench.Pipeline.Media;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Media;

public sealed class ImageWriterTests : IDisposable
{
    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly TemporaryFile file = new(".png");

    [Fact]
    public void What_is_written_is_read_back_bit_for_bit()
    {
        var picture = randint(0, 256, [17, 23, 3], ScalarType.Byte);
        ImageWriter.WritePng(file.Path, picture);
        Assert.True(picture.eq(ImageReader.Read(file.Path)).all().item<bool>());
        Assert.Equal([file.Path], Directory.GetFiles(Path.GetTempPath(), Path.GetFileName(file.Path) + "*")); // nothing partial is left
    }

    [Fact]
    public void A_frame_of_a_video_in_another_layout_is_written_in_logical_order()
    {
        var video = randint(0, 256, [3, 2, 9, 11], ScalarType.Byte); // [3, F, H, W]
        var frame = video.permute(1, 2, 3, 0)[1];                     // [H, W, 3], strided
        Assert.False(frame.is_contiguous());
        ImageWriter.WritePng(file.Path, frame);
        Assert.True(frame.eq(ImageReader.Read(file.Path)).all().item<bool>());
    }

    [Fact]
    public void Another_dtype_or_shape_is_refused_and_leaves_no_file()
    {
        Assert.Throws<ArgumentException>(() => ImageWriter.WritePng(file.Path, zeros([4, 4, 3])));
        Assert.Throws<ArgumentException>(() => ImageWriter.WritePng(file.Path, zeros([4, 4, 4], ScalarType.Byte)));
        Assert.Throws<ArgumentException>(() => ImageWriter.WritePng(file.Path, zeros([0, 4, 3], ScalarType.Byte)));
        Assert.False(File.Exists(file.Path));
    }

    public void Dispose()
    {
        file.Dispose();
        scope.Dispose();
    }
}
