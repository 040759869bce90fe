using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Stages.ImageEncode;
using Workbench.Pipeline.Stages.VaeDecode;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "13")]
[Collection(LiveTensorCount.Name)]
public sealed class WanVaeMemoryTests
{
    [Fact]
    public void A_loaded_vae_holds_its_parameters_and_its_scale_and_nothing_else()
    {
        var before = LiveTensorCount.Now();
        using (TinyVae.Load())
        {
            Assert.Equal(before + 194 + 2, Tensor.TotalCount);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Repeated_runs_leave_no_tensor_behind(bool tiled)
    {
        using var vae = TinyVae.Load();
        var tiling = tiled ? new VaeTiling(16, 8) : null;
        var encode = new ImageEncodeStage(vae, new() { OutputDtype = ScalarType.Float32, Tiling = tiling });
        var decode = new VaeDecodeStage(vae, new() { Tiling = tiling });
        var before = LiveTensorCount.Now();
        for (var i = 0; i < 5; i++)
        {
            using var inputs = new ImageEncodeInputs { Image = zeros([20, 30, 3], ScalarType.Byte), Frames = 5, TargetHeight = 32, TargetWidth = 32 };
            using var outputs = encode.Run(inputs);
            using var latent = new VaeDecodeInputs { Latent = outputs.Latent.alias() };
            using var frames = decode.Run(latent);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_run_cancelled_midway_stops_at_the_next_chunk_and_leaves_no_tensor_behind()
    {
        using var vae = TinyVae.Load();
        using var inputs = new ImageEncodeInputs { Image = zeros([20, 30, 3], ScalarType.Byte), Frames = 13, TargetHeight = 32, TargetWidth = 32 };
        using var latent = new VaeDecodeInputs { Latent = zeros([16, 4, 2, 2]) };
        var before = LiveTensorCount.Now();

        using var stopEncode = new CancellationTokenSource();
        var encodeProgress = new StopAfter(2, stopEncode);
        var encode = new ImageEncodeStage(vae, new() { OutputDtype = ScalarType.Float32 }) { Progress = encodeProgress };
        Assert.Throws<OperationCanceledException>(() => encode.Run(inputs, cancellation: stopEncode.Token));
        Assert.Equal([(1, 4), (2, 4)], encodeProgress.Reports);

        using var stopDecode = new CancellationTokenSource();
        var decodeProgress = new StopAfter(3, stopDecode);
        var decode = new VaeDecodeStage(vae, new()) { Progress = decodeProgress };
        Assert.Throws<OperationCanceledException>(() => decode.Run(latent, cancellation: stopDecode.Token));
        Assert.Equal([(1, 4), (2, 4), (3, 4)], decodeProgress.Reports);

        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_stream_left_early_frees_its_cache()
    {
        using var vae = TinyVae.Load();
        using var latent = new VaeDecodeInputs { Latent = zeros([16, 3, 2, 2]) };
        var before = LiveTensorCount.Now();

        using (var first = new VaeDecodeStage(vae, new()).Stream(latent).First())
        {
            Assert.Equal([1L, 16, 16, 3], first.Frames.shape);
        }

        Assert.Equal(before, Tensor.TotalCount);
    }
}
