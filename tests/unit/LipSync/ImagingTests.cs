using Workbench.Pipeline.LipSync.Imaging;
using static TorchSharp.torch;

namespace Workbench.UnitTests.LipSync;

public sealed class ImagingTests
{
    private static readonly ByteImage Noise = Random(37, 53, 3, 1);

    [Fact]
    public void Resizing_to_the_same_size_changes_nothing()
    {
        Assert.Equal(Noise.Pixels, CvResize.Linear(Noise, 37, 53).Pixels);
        Assert.Equal(Noise.Pixels, CvResize.Lanczos4(Noise, 37, 53).Pixels);
        foreach (var filter in Enum.GetValues<PillowFilter>())
        {
            var same = PillowResize.Resize(Noise, 37, 53, filter);
            Assert.Equal(Noise.Pixels, same.Pixels);
            Assert.NotSame(Noise.Pixels, same.Pixels);
        }
    }

    [Fact]
    public void Halving_with_cv2_linear_is_the_mean_of_four()
    {
        var image = Random(40, 60, 1, 2);

        var half = CvResize.Linear(image, 20, 30);

        for (var y = 0; y < 20; y++)
        {
            for (var x = 0; x < 30; x++)
            {
                var sum = image.Row(2 * y)[2 * x] + image.Row(2 * y)[2 * x + 1] + image.Row(2 * y + 1)[2 * x] + image.Row(2 * y + 1)[2 * x + 1];
                Assert.Equal((sum + 2) / 4, half.Row(y)[x]);
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 7)]
    [InlineData(5, 1)]
    [InlineData(300, 2)]
    public void A_flat_image_stays_flat_at_any_size(int height, int width)
    {
        var flat = new ByteImage(9, 11, 3, [.. Enumerable.Repeat((byte)200, 9 * 11 * 3)]);

        Assert.All(CvResize.Linear(flat, height, width).Pixels, p => Assert.Equal(200, p));
        Assert.All(CvResize.Lanczos4(flat, height, width).Pixels, p => Assert.InRange(p, 199, 201)); // eight taps of 1/2048 each add up to within 4/2048
        Assert.All(PillowResize.Resize(flat, height, width, PillowFilter.Bicubic).Pixels, p => Assert.Equal(200, p));
    }

    [Theory]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(31)]
    public void A_blur_of_a_flat_plane_and_of_a_plane_smaller_than_the_kernel(int size)
    {
        var flat = new ByteImage(2, 5, 1, [.. Enumerable.Repeat((byte)77, 10)]);

        Assert.All(GaussianBlur.Apply(flat, size).Pixels, p => Assert.Equal(77, p));
        Assert.Equal(1, GaussianBlur.Kernel(size).Sum(), 1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(-3)]
    public void Even_kernels_are_errors(int size) => Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBlur.Kernel(size));

    [Theory]
    [InlineData(100, 0)]
    [InlineData(0, 100)]
    [InlineData(-60, 0)]
    [InlineData(0, -40)]
    public void Pasting_outside_changes_nothing(int left, int top)
    {
        var target = Noise.Clone();

        PillowPaste.Paste(target, Random(37, 53, 3, 3), left, top);

        Assert.Equal(Noise.Pixels, target.Pixels);
    }

    [Fact]
    public void A_mask_of_255_takes_the_source_and_of_0_the_target()
    {
        var source = Random(37, 53, 3, 4);
        var (all, none) = (Noise.Clone(), Noise.Clone());

        PillowPaste.Paste(all, source, 0, 0, new(37, 53, 1, [.. Enumerable.Repeat((byte)255, 37 * 53)]));
        PillowPaste.Paste(none, source, 0, 0, new(37, 53, 1));

        Assert.Equal(source.Pixels, all.Pixels);
        Assert.Equal(Noise.Pixels, none.Pixels);
    }

    [Fact]
    public void Pasting_an_image_onto_itself_changes_nothing_under_any_mask()
    {
        var target = Noise.Clone();

        PillowPaste.Paste(target, Noise, 0, 0, Random(37, 53, 1, 5));

        Assert.Equal(Noise.Pixels, target.Pixels);
    }

    [Fact]
    public void Cropping_outside_is_black()
    {
        var crop = PillowPaste.Crop(Noise, new(-2, -1, 3, 2));

        Assert.Equal((3, 5), (crop.Height, crop.Width));
        Assert.All(crop.Row(0).ToArray(), p => Assert.Equal(0, p));
        Assert.Equal(Noise.Row(0)[..9].ToArray(), crop.Row(1)[6..].ToArray());
    }

    [Fact]
    public void Images_and_tensors()
    {
        using var scope = NewDisposeScope();
        var tensor = Noise.ToTensor();

        Assert.Equal([37L, 53, 3], tensor.shape);
        Assert.Equal(Noise.Pixels, ByteImage.FromTensor(tensor).Pixels);
        Assert.Equal(Noise.Pixels, ByteImage.FromTensor(tensor.transpose(0, 1).contiguous().transpose(0, 1)).Pixels); // not contiguous
        Assert.Throws<ArgumentException>(() => ByteImage.FromTensor(zeros(3, 4)));
        Assert.Throws<ArgumentException>(() => new ByteImage(2, 2, 3, new byte[11]));
    }

    private static ByteImage Random(int height, int width, int channels, int seed)
    {
        var pixels = new byte[height * width * channels];
        new Random(seed).NextBytes(pixels);
        return new(height, width, channels, pixels);
    }
}
