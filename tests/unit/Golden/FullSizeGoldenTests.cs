using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;

namespace Workbench.UnitTests.Golden;

/// <summary>
/// The goldens of an A14B of seeded weights (five frames of 832x480, recorded and calibrated on an H200): whole, with inputs and limits, in a plain clone. Running
/// the stages against them takes a GPU: <c>workbench localise --model seeded:a14b --device cuda -g a14b-seeded-480p --frames 5 --size 480x832 --set text_len=128</c>.
/// </summary>
public sealed class FullSizeGoldenTests
{
    private const string Class = "sm90-bfloat16-lightx2v";

    private static readonly string Folder = Repository.At("golden", "a14b-seeded-480p");

    /// <summary>Taps: 24 blocks of the text encoder with 12 places each; 40 blocks of each expert with 26; the VAE's layers in two chunks.</summary>
    [Theory]
    [InlineData("10", 294)]
    [InlineData("11", 146)]
    [InlineData("12.high", 1056)]
    [InlineData("12.low", 1056)]
    [InlineData("13", 179)]
    public void A_stage_has_its_input_its_taps_and_a_limit_for_each(string stage, int taps)
    {
        var store = new GoldenStore(Folder);
        var golden = Assert.Single(store.Find(Class, stage));
        var calibration = CalibrationFile.Load(store, Class);
        var limits = calibration.Limits(stage);

        using var snapshot = golden.Load();

        Assert.NotNull(golden.InputFile);
        Assert.Equal(taps, snapshot.Taps.Count);
        Assert.Equal(snapshot.Taps.Select(tap => tap.Path), calibration.Stages[stage].Taps.Select(tap => tap.Tap));
        Assert.NotNull(limits);
        Assert.All(snapshot.Taps, tap =>
        {
            Assert.Equal(0, tap.Statistics.NonFinite);
            Assert.True(tap.Sketch is not null || snapshot.Whole(tap.Path) is not null, tap.Path);
            Assert.InRange(limits[tap.Path].Relative, 0, 0.5); // of bf16 against fp32: far from taking anything
        });
    }

    [Fact]
    public void They_take_less_than_ten_megabytes() =>
        Assert.InRange(Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length), 1, 10_000_000);
}
