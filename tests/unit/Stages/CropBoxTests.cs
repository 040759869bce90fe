using Workbench.Pipeline.Stages.ImageEncode;

namespace Workbench.UnitTests.Stages;

// Expected values computed with upstream's Python (get_crop_bbox; fixed_shape_resize with torchvision's center_crop).
public sealed class CropBoxTests
{
    [Theory]
    [InlineData(333, 777, 480, 832, 0, 100, 333, 577)]
    [InlineData(1080, 1920, 720, 1280, 0, 0, 1080, 1920)]
    [InlineData(300, 451, 480, 832, 20, 0, 260, 451)]
    [InlineData(300, 451, 720, 1280, 23, 0, 253, 451)]
    [InlineData(333, 777, 600, 400, 0, 277, 333, 222)]
    [InlineData(1920, 1080, 600, 400, 150, 0, 1620, 1080)]
    public void The_isotropic_box(int height, int width, int targetHeight, int targetWidth, int top, int left, int keptHeight, int keptWidth) =>
        Assert.Equal(new CropBox(top, left, keptHeight, keptWidth), CropBox.Isotropic(height, width, (targetHeight, targetWidth)));

    [Theory]
    [InlineData(300, 451, 720, 1280, 24, 0, 253, 451)]
    [InlineData(333, 777, 600, 400, 0, 278, 333, 222)]
    [InlineData(300, 451, 600, 400, 0, 126, 300, 200)]
    [InlineData(1000, 1000, 600, 400, 0, 167, 1000, 666)]
    public void The_fixed_shape_box_rounds_its_corner_to_even(int height, int width, int targetHeight, int targetWidth, int top, int left, int keptHeight, int keptWidth) =>
        Assert.Equal(new CropBox(top, left, keptHeight, keptWidth), CropBox.FixedShape(height, width, (targetHeight, targetWidth)));

    [Fact]
    public void Ratios_less_than_a_hundredth_apart_are_not_cropped()
    {
        Assert.Equal(new CropBox(0, 0, 1009, 1000), CropBox.Isotropic(1009, 1000, (480, 480)));
        Assert.Equal(new CropBox(5, 0, 1000, 1000), CropBox.Isotropic(1011, 1000, (480, 480)));
    }
}
