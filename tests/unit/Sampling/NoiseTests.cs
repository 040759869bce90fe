using Workbench.Parity;
using Workbench.Pipeline.Sampling;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Sampling;

public sealed class NoiseTests
{
    [Fact]
    public void A_seed_names_its_noise()
    {
        using var scope = NewDisposeScope();
        var first = Noise.FromSeed(7, 16, 3, 6, 8);
        manual_seed(1); // the global generator plays no part
        Assert.True(first.equal(Noise.FromSeed(7, 16, 3, 6, 8)).all().item<bool>());
        Assert.False(first.equal(Noise.FromSeed(8, 16, 3, 6, 8)).all().item<bool>());
        Assert.Equal(ScalarType.Float32, first.dtype);
    }

    [Fact]
    public void It_is_standard_normal()
    {
        using var scope = NewDisposeScope();
        var noise = Noise.FromSeed(-1, 16, 5, 32, 32);

        // 81,920 values: the mean's standard error is 3.5e-3, the deviation's 2.5e-3; five of each.
        Assert.InRange(noise.mean().item<float>(), -0.0175f, 0.0175f);
        Assert.InRange(noise.std().item<float>(), 0.9875f, 1.0125f);
    }

    [Fact]
    public void It_is_what_upstream_draws_from_a_cpu_generator()
    {
        using var scope = NewDisposeScope();
        using var oracle = OracleFolder.Open(Repository.At("tests", "data", "wan22-tiny"));
        using var expected = oracle.File("e2e.safetensors").View("noise");
        var (c, t, h, w) = (expected.shape[0], expected.shape[1], expected.shape[2], expected.shape[3]);

        var got = Noise.FromSeed((long)oracle.Manifest["hyper"]!["e2e"]!["seed"]!, c, t, h, w);

        Assert.True(got.equal(expected).all().item<bool>());
    }
}
