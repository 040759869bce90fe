using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.ImageEncode;

namespace Workbench.UnitTests.Stages;

public sealed class SizeGridTests
{
    private const long Budget720 = 720 * 1280;
    private const long Budget480 = 480 * 832;

    // The worked values of LightX2V and official Wan2.2; tokens are for 81 frames.
    [Theory]
    [InlineData(Budget720, 720, 1280, 90, 160, 75_600)]
    [InlineData(Budget720, 1080, 1920, 90, 160, 75_600)]
    [InlineData(Budget720, 1280, 720, 160, 90, 75_600)]
    [InlineData(Budget720, 1024, 1024, 120, 120, 75_600)]
    [InlineData(Budget720, 832, 480, 156, 90, 73_710)]
    [InlineData(Budget720, 600, 800, 102, 138, 73_899)]
    [InlineData(Budget480, 832, 480, 104, 60, 32_760)]
    [InlineData(Budget480, 720, 1280, 58, 104, 31_668)]
    [InlineData(Budget480, 1080, 1920, 58, 104, 31_668)]
    [InlineData(Budget480, 1024, 1024, 78, 78, 31_941)]
    [InlineData(Budget480, 600, 800, 68, 90, 32_130)]
    public void The_area_rule_gives_the_worked_values(long area, int height, int width, int latentHeight, int latentWidth, int tokens)
    {
        var size = SizeGrid.Wan.ForArea(height, width, area);
        Assert.Equal(new VideoSize(latentHeight, latentWidth, 8 * latentHeight, 8 * latentWidth), size);
        Assert.Equal(tokens, 21 * (size.LatentHeight / 2) * (size.LatentWidth / 2));
    }

    [Fact]
    public void A_picture_without_room_for_a_token_is_refused_with_what_to_do()
    {
        var error = Assert.Throws<StageInputException>(() => SizeGrid.Wan.ForArea(1, 100_000, 64 * 64));
        Assert.Contains("100000x1 picture", error.Message, StringComparison.Ordinal);
        Assert.Contains("Next:", error.Message, StringComparison.Ordinal);
    }

    // Computed with upstream's Python.
    [Theory]
    [InlineData(ResizeMode.KeepRatioFixedArea, "480p", 333, 777, 50, 120)]
    [InlineData(ResizeMode.KeepRatioFixedArea, "720p", 333, 777, 78, 182)]
    [InlineData(ResizeMode.KeepRatioFixedArea, null, 1080, 1920, 58, 104)]
    [InlineData(ResizeMode.KeepRatioFixedArea, "720p", 1920, 1080, 160, 90)]
    [InlineData(ResizeMode.FixedMinSide, "480p", 333, 777, 60, 140)]
    [InlineData(ResizeMode.FixedMinSide, "720p", 300, 451, 90, 134)]
    [InlineData(ResizeMode.FixedMinSide, "1080p", 1920, 1080, 106, 60)]
    [InlineData(ResizeMode.FixedMinSide, "720p", 1000, 1000, 90, 90)]
    [InlineData(ResizeMode.FixedMinArea, null, 333, 777, 60, 104)]
    [InlineData(ResizeMode.FixedMaxArea, null, 333, 777, 90, 160)]
    [InlineData(ResizeMode.FixedMaxArea, null, 1000, 1000, 120, 120)]
    [InlineData(ResizeMode.FixedMinArea, null, 777, 333, 104, 60)]
    public void Resize_modes_give_upstreams_sizes(ResizeMode mode, string? fixedArea, int height, int width, int latentHeight, int latentWidth)
    {
        var size = SizeGrid.Wan.ForResize(height, width, new() { Mode = mode, FixedArea = fixedArea });
        Assert.Equal((latentHeight, latentWidth), (size.LatentHeight, size.LatentWidth));
    }

    [Theory]
    [InlineData("480p", 60, 104)]
    [InlineData("540p", 68, 120)]
    [InlineData("720p", 90, 160)]
    public void Adaptive_takes_the_tier_of_the_resolution(string resolution, int latentHeight, int latentWidth)
    {
        var size = SizeGrid.Wan.ForResize(300, 451, new() { Mode = ResizeMode.Adaptive, Resolution = resolution });
        Assert.Equal((latentHeight, latentWidth), (size.LatentHeight, size.LatentWidth));
    }

    [Fact]
    public void The_first_of_equally_near_buckets_wins()
    {
        var options = new ResizeOptions { Mode = ResizeMode.FixedMinArea, Buckets = [new(1.5, [(160, 160)]), new(0.5, [(320, 320)])] };
        Assert.Equal(160, SizeGrid.Wan.ForResize(100, 100, options).Height);
    }

    [Fact]
    public void A_target_smaller_than_a_token_gives_one_token()
    {
        var size = SizeGrid.Wan.ForResize(100, 100, new() { Mode = ResizeMode.FixedShape, FixedShape = (9, 40) });
        Assert.Equal(new VideoSize(2, 4, 16, 32), size);
    }

    [Fact]
    public void Settings_that_a_mode_needs_are_asked_for()
    {
        Refuses("needs fixed_shape", new() { Mode = ResizeMode.FixedShape });
        Refuses("resolution '900p'", new() { Mode = ResizeMode.Adaptive, Resolution = "900p" });
        Refuses("needs 3 sizes", new() { Mode = ResizeMode.Adaptive, Resolution = "720p", Buckets = [new(1, [(480, 480)])] });
        Refuses("at least one ratio", new() { Mode = ResizeMode.FixedMaxArea, Buckets = [] });
        Assert.Contains("fixed_min_side", Assert.Throws<StageInputException>(() => ResizeOptions.ParseMode("adaptiv")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mode_names_are_LightX2Vs()
    {
        Assert.Equal(ResizeMode.None, ResizeOptions.ParseMode(null));
        Assert.Equal(ResizeMode.None, ResizeOptions.ParseMode(""));
        Assert.All(Enum.GetValues<ResizeMode>(), mode => Assert.Equal(mode, ResizeOptions.ParseMode(ResizeOptions.ModeName(mode))));
    }

    private static void Refuses(string reason, ResizeOptions options)
    {
        var error = Assert.Throws<StageInputException>(() => SizeGrid.Wan.ForResize(100, 100, options));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }
}
