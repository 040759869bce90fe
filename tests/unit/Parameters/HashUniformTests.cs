using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Parameters;

public sealed class HashUniformTests
{
    [Fact]
    public void Equals_the_scalar_definition()
    {
        using var x = zeros(1000);
        HashUniform.Fill(x, 42, -1, 1);

        for (var i = 0; i < 1000; i++)
        {
            var h = unchecked((uint)i * 0x9E3779B1u + 42u);
            h = unchecked((h ^ (h >> 16)) * 0x85EBCA6Bu);
            h = unchecked((h ^ (h >> 13)) * 0xC2B2AE35u);
            h ^= h >> 16;
            Assert.Equal((h >> 8) / (float)(1 << 24) * 2f - 1f, x[i].item<float>());
        }
    }

    [Fact]
    public void Is_uniform_and_uncorrelated()
    {
        using var scope = NewDisposeScope();
        var x = zeros(1_000_000);
        HashUniform.Fill(x, 7, -1, 1);

        // Standard errors over a million draws: mean 5.8e-4, variance 3e-4, lag-one correlation 1e-3; five of each.
        Assert.InRange(x.mean().item<float>(), -2.9e-3, 2.9e-3);
        Assert.InRange(x.var().item<float>(), (1.0 / 3) - 1.5e-3, (1.0 / 3) + 1.5e-3);
        Assert.InRange((x[..^1] * x[1..]).mean().item<float>() * 3, -5e-3, 5e-3);
    }

    [Fact]
    public void Other_names_and_seeds_give_other_numbers()
    {
        long[] seeds = [HashUniform.SeedOf("a.weight", 1), HashUniform.SeedOf("b.weight", 1), HashUniform.SeedOf("a.weight", 2)];
        Assert.Equal(3, seeds.Distinct().Count());
    }
}
