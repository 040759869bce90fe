using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The VAE with channels innermost and pixels padded to groups of eight, against its plain twin. What needs CUDA is checked by `workbench bench vae`.</summary>
public sealed class ChannelsLastVaeTests
{
    [Fact]
    public void Encodes_and_decodes_as_the_plain_one()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var plain = TinyVae.Load();
        using var packed = TinyVae.Load(kernels: ChannelsLastKernels.Instance);
        manual_seed(11);
        var video = rand([1, 3, 9, 32, 48]) * 2 - 1;

        var latent = plain.Encode(video);
        Close(latent, packed.Encode(video));
        Close(Decoded(plain, latent), Decoded(packed, latent));
    }

    private static Tensor Decoded(WanVae vae, Tensor latent) => cat([.. vae.DecodeStream(latent)], 2);

    /// <summary>Only the order of fp32 sums may differ.</summary>
    private static void Close(Tensor expected, Tensor got) =>
        Assert.InRange(((got - expected).norm() / expected.norm()).item<float>(), 0, 1e-5f);
}
