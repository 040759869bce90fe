using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Layers that are left out while the chunks behind a picture stay equal.</summary>
public sealed class SteadyVaeTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(29)]
    [InlineData(81)]
    public void A_picture_gives_the_bits_of_the_whole_video(int frames)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var vae = TinyVae.Load();
        manual_seed(13);
        var picture = rand([1, 3, 1, 16, 24]) * 2 - 1;
        var video = frames == 1 ? picture : cat([picture, zeros([1, 3, frames - 1, 16, 24])], 2);
        Assert.True(vae.Encode(video).eq(vae.EncodePicture(picture, frames)).all().item<bool>());
    }

    [Fact]
    public void Most_convolutions_of_a_long_video_are_left_out()
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        manual_seed(14);
        var picture = rand([1, 3, 1, 16, 24]);
        int Calls(Action<WanVae> encode)
        {
            var kernels = new CountingVaeKernels();
            using var vae = TinyVae.Load(kernels: kernels);
            encode(vae);
            return kernels.Calls;
        }

        var whole = Calls(v => v.Encode(cat([picture, zeros([1, 3, 80, 16, 24])], 2)));
        var picked = Calls(v => v.EncodePicture(picture, 81));
        Assert.InRange(picked, 1, whole * 3 / 4);
    }
}
