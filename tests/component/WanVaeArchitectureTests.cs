using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "13")]
public sealed class WanVaeArchitectureTests
{
    [Fact]
    public void The_full_size_state_dict_is_upstreams()
    {
        var parameters = new MetaParameters();
        using var vae = new WanVae(new(parameters, "", ScalarType.Float32), WanVaeConfig.Wan21, ScalarType.Float32, META);

        Assert.Equal(194, parameters.Taken.Count);
        Assert.Equal(126_892_531, parameters.Taken.Sum(parameter => parameter.Shape.Aggregate(1L, (a, b) => a * b)));
        Approve("wan21-vae.keys.txt", parameters.Taken.Select(parameter => $"{parameter.Name} [{string.Join(",", parameter.Shape)}]"));
    }

    [Fact]
    public void The_full_size_network_runs_with_the_shapes_of_the_specification()
    {
        using var scope = NewDisposeScope();
        using var vae = new WanVae(new(new RampParameters(), "", ScalarType.Float32), WanVaeConfig.Wan21, ScalarType.Float32, CPU);

        var latent = vae.EncodePicture(ones([1, 3, 1, 16, 24]), 5);
        var video = vae.Decode(latent);

        Assert.Equal([1L, 16, 2, 2, 3], latent.shape);
        Assert.Equal([1L, 3, 5, 16, 24], video.shape);
    }

    [Fact]
    public void Every_convolution_goes_through_the_switch_point()
    {
        using var scope = NewDisposeScope();
        var counting = new CountingVaeKernels();
        using var plain = TinyVae.Load();
        using var switched = TinyVae.Load(kernels: counting);
        var latent = ones([1, 16, 2, 2, 2]);

        Same.Bits(plain.Decode(latent), switched.Decode(latent));

        // conv2 once; then per chunk conv1, 14 residual blocks of 2, a shortcut, 2 in the attention, 3 resamples, the head; from the second chunk on 2 time_convs.
        const int Chunk = 1 + 28 + 1 + 2 + 3 + 1;
        Assert.Equal(1 + Chunk + Chunk + 2, counting.Calls);
    }

    [Fact]
    public void A_config_whose_lists_do_not_fit_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => (WanVaeConfig.Wan21 with { TemporalDownsample = [true] }).Validate());
        Assert.Contains("temperal_downsample has 1 entries, expected 3", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => (WanVaeConfig.Wan21 with { LatentChannels = 48 }).Validate());
    }

    private static void Approve(string name, IEnumerable<string> lines)
    {
        var path = Repository.At("tests", "component", "Goldens", name);
        var got = string.Join('\n', lines) + "\n";
        if (!File.Exists(path) || File.ReadAllText(path) != got)
        {
            File.WriteAllText(Path.ChangeExtension(path, ".received.txt"), got);
            Assert.Fail($"{path} differs from what the network asks for. Compare it with the .received.txt beside it, and replace it if the change is meant.");
        }
    }
}
