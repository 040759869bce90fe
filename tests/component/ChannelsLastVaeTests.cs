using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
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

    [Fact]
    public void Residual_blocks_that_leave_their_biases_to_later_passes_give_the_same()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var plain = TinyVae.Load();
        using var late = TinyVae.Load(kernels: new LateBiases());
        manual_seed(12);
        var video = rand([1, 3, 9, 32, 48]) * 2 - 1;

        var latent = plain.Encode(video);
        Close(latent, late.Encode(video));
        Close(Decoded(plain, latent), Decoded(late, latent));
    }

    [Fact]
    public void Three_frames_side_by_side_convolve_as_a_kernel_three_frames_deep()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var config = new WanVaeConfig { Dim = 64, LatentChannels = 2, Multipliers = [1, 2], ResidualBlocks = 1, TemporalDownsample = [true], LatentMean = [0.1, -0.2], LatentStd = [1.5, 2] };
        WanVae Load(IVaeKernels? kernels) => new(new(new SeededParameters(5, CPU), "", ScalarType.Float32), config, ScalarType.Float32, CPU, kernels);
        using var plain = Load(null);
        using var folded = Load(new LateBiases());
        manual_seed(13);
        var latent = randn([1, 2, 4, 6, 10]);

        var expected = Decoded(plain, latent);
        Close(expected, Decoded(folded, latent));
        Close(plain.Encode(expected), folded.Encode(expected));
    }

    /// <summary>The fused passes written as torch operations, so that the way through them is tested without CUDA.</summary>
    private sealed class LateBiases : IVaeKernels
    {
        public IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding) => ChannelsLastKernels.Instance.Conv3d(weight, bias, timeStride, spacePadding);

        public IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding) => ChannelsLastKernels.Instance.Conv2d(weight, bias, stride, padding);

        public Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null)
        {
            using var scope = NewDisposeScope();
            var y = bias is null ? x : x + bias.view(1, -1, 1, 1, 1);
            y = nn.functional.silu(y / y.norm(1, keepdim: true, p: 2).clamp_min(1e-12) * Math.Sqrt(y.shape[1]) * gamma);
            var (h, w) = (x.shape[3], x.shape[4]);
            return cat([past ?? zeros([1, x.shape[1], historyFrames, h, w]), y], 2).MoveToOuterDisposeScope();
        }

        public bool TakesBiases(Tensor x, long outputs) => true;

        public Tensor AddBiased(Tensor y, Tensor bias, Tensor shortcut) => PlainVaeKernels.Instance.AddBiased(y, bias, shortcut);
    }

    private static Tensor Decoded(WanVae vae, Tensor latent) => cat([.. vae.DecodeStream(latent)], 2);

    /// <summary>Only the order of fp32 sums may differ.</summary>
    private static void Close(Tensor expected, Tensor got) =>
        Assert.InRange(((got - expected).norm() / expected.norm()).item<float>(), 0, 1e-5f);
}
