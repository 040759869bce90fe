using Workbench.Pipeline.LipSync.Audio;
using static TorchSharp.torch;

namespace Workbench.UnitTests.LipSync;

public sealed class LogMelTests
{
    [Fact]
    public void The_bank_has_the_known_values()
    {
        var bank = MelFilters.Bank(80, 400, 16000);

        Assert.Equal(0.0248626, Peak(bank, 0), 1e-7);
        Assert.Equal(0.0228718, Peak(bank, 1), 1e-7);
        Assert.Equal(0.0147356, Peak(bank, 40), 1e-7);
        Assert.Equal(0.0031647, Peak(bank, 79), 1e-7);
        Assert.Equal([1], Bins(bank, 0));
        Assert.Equal([42, 43, 44], Bins(bank, 40));
        Assert.Equal(Enumerable.Range(186, 14), Bins(bank, 79));
    }

    [Fact]
    public void Two_tones_give_the_numbers_of_the_Python_extractor()
    {
        using var scope = NewDisposeScope();
        using var mel = new LogMel(80);
        var n = arange(480_000, ScalarType.Float64);
        var tones = (0.5 * (n * (2 * Math.PI * 440 / 16000)).sin() + 0.1 * (n * (2 * Math.PI * 3000 / 16000)).sin()) * n.lt(32_000).to(ScalarType.Float64);

        var features = mel.Segment(tones);

        Assert.Equal([80L, 3000], features.shape);
        foreach (var (band, frame, want) in new[] { (11, 5, 1.438204f), (10, 50, 1.348738f), (54, 100, 0.964557f), (55, 100, 0.940973f), (0, 0, 0.988746f), (11, 0, 1.110910f), (11, 199, 1.436951f), (11, 200, 1.292890f), (11, 201, 0.352127f), (79, 2999, -0.561796f) })
        {
            Assert.Equal(want, features[band, frame].item<float>(), 2e-6f); // six printed decimals of an fp32 run
        }

        Assert.Equal(1.438204f, features.max().item<float>(), 2e-6f);
        Assert.Equal(-0.5519364f, features.mean().item<float>(), 2e-6f);
    }

    [Fact]
    public void Silence_is_flat()
    {
        using var scope = NewDisposeScope();
        using var mel = new LogMel(80);

        var features = mel.Segment(zeros(32_000));

        Assert.Equal(-1.5f, features.min().item<float>());
        Assert.Equal(-1.5f, features.max().item<float>());
    }

    private static double Peak(double[,] bank, int band) => Enumerable.Range(0, bank.GetLength(1)).Max(k => bank[band, k]);

    private static int[] Bins(double[,] bank, int band) => [.. Enumerable.Range(0, bank.GetLength(1)).Where(k => bank[band, k] > 0)];
}
