using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Stages;
using Workbench.Pipeline.Stages.ImageEncode;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

[Trait("Stage", "11")]
public sealed class Test11ImageEncode(ITestOutputHelper output) : IDisposable
{
    private static readonly ImageEncodeOptions Fp32 = new() { OutputDtype = ScalarType.Float32 };

    private readonly TorchSharp.DisposeScope scope = NewDisposeScope();
    private readonly WanVae vae = TinyVae.Load();

    [Fact]
    public void Every_tensor_of_the_oracle_is_reproduced_in_fp32()
    {
        var rows = OracleRows.Require("mask_y", DtypePlan.Official(ScalarType.Float32), output);
        Assert.Equal(["image_u8", "sizes", "first_frame", "latent", "msk", "y"], rows.Select(row => row.Tensor));
    }

    // As in Test13VaeDecode: upstream's own bf16 run is up to 2.2e-2 from its fp32, fp16 an eighth of that, and twice as much is allowed.
    [Theory]
    [InlineData(ScalarType.BFloat16, 4.4e-2)]
    [InlineData(ScalarType.Float16, 5.5e-3)]
    public void Sixteen_bits_stay_within_their_rounding_of_fp32(ScalarType dtype, double limit)
    {
        using var half = TinyVae.Load(dtype);
        var video = Video(5).narrow(3, 0, 16).narrow(4, 0, 16);
        Same.Within(limit, vae.Encode(video), half.Encode(video));
    }

    // The std is rounded first and its reciprocal then: 1/bf16(2.8184) is not bf16(1/2.8184).
    [Fact]
    public void The_inverse_std_is_computed_in_the_vae_dtype()
    {
        using var half = TinyVae.Load(ScalarType.BFloat16);
        var std = tensor(WanVaeConfig.Wan21.LatentStd.ToArray());
        var rounded = std.to(ScalarType.BFloat16).to(ScalarType.Float64).reciprocal().to(ScalarType.BFloat16);
        Same.Bits(rounded, half.Scale.InverseStd.flatten());
        Same.Not(std.reciprocal().to(ScalarType.BFloat16), half.Scale.InverseStd.flatten());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(9)]
    public void A_picture_followed_by_grey_encodes_to_the_bits_of_that_video(int frames)
    {
        var picture = Video(1);
        var video = cat([picture, zeros([1, 3, frames - 1, 24, 32])], 2);

        var latent = vae.EncodePicture(picture, frames);

        Assert.Equal([1L, 16, (frames - 1) / 4 + 1, 3, 4], latent.shape);
        Same.Bits(vae.Encode(video), latent);
    }

    [Fact]
    public void A_later_frame_never_changes_earlier_latents()
    {
        var video = Video(9);
        var changed = video.clone();
        changed.narrow(2, 8, 1).add_(1);

        var (before, after) = (vae.Encode(video), vae.Encode(changed));

        Same.Bits(before.narrow(2, 0, 2), after.narrow(2, 0, 2));
        Same.Not(before.narrow(2, 2, 1), after.narrow(2, 2, 1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(80)]
    [InlineData(-3)]
    public void A_frame_count_that_is_not_4n_plus_1_is_refused(int frames)
    {
        using var inputs = Inputs(frames);
        var error = Assert.Throws<StageInputException>(() => new ImageEncodeStage(vae, Fp32).Run(inputs));
        Assert.Contains("4n + 1", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{frames} frames", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 64)]
    [InlineData(64, -1)]
    [InlineData(8, 8)]
    public void A_target_without_room_is_refused(int height, int width)
    {
        using var inputs = Inputs(5, height, width);
        Assert.Throws<StageInputException>(() => new ImageEncodeStage(vae, Fp32).Run(inputs));
    }

    [Fact]
    public void A_picture_that_is_not_8_bit_rgb_is_refused()
    {
        using var inputs = new ImageEncodeInputs { Image = zeros([4, 30, 40], ScalarType.Byte), Frames = 5, TargetHeight = 48, TargetWidth = 64 };
        var error = Assert.Throws<StageInputException>(() => new ImageEncodeStage(vae, Fp32).Run(inputs));
        Assert.Contains("expected Byte[H,W,3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_follows_the_picture_and_y_is_mask_then_latent_in_the_dit_dtype()
    {
        using var inputs = ImageEncodeInputs.FromFile(Repository.At("tests", "data", "images", "chelsea.png"), 5, 48, 64);

        using var outputs = new ImageEncodeStage(vae, new() { OutputDtype = ScalarType.BFloat16 }).Run(inputs);

        Assert.Equal(new VideoSize(4, 8, 32, 64), outputs.Size); // 451x300: sqrt(3072 * 300/451) = 45.2, sqrt(3072 * 451/300) = 67.96
        Assert.Equal([16L, 2, 4, 8], outputs.LatentShape);
        Assert.Equal([3L, 32, 64], outputs.FirstFrame.shape);
        Assert.Equal(ScalarType.BFloat16, outputs.Y.dtype);
        Same.Bits(cat([outputs.Mask, outputs.Latent], 0).to(ScalarType.BFloat16), outputs.Y);
    }

    [Theory]
    [InlineData("adaptive")]
    [InlineData("fixed_shape")]
    public void A_resize_mode_decides_the_size(string mode)
    {
        var resize = new ResizeOptions
        {
            Mode = ResizeOptions.ParseMode(mode),
            FixedShape = (50, 35),
            Buckets = [new(1.5, [(50, 35)])],
        };
        using var inputs = Inputs(5, resize: resize);

        using var outputs = new ImageEncodeStage(vae, Fp32).Run(inputs);

        Assert.Equal(new VideoSize(6, 4, 48, 32), outputs.Size);
        Assert.Equal([16L, 2, 6, 4], outputs.LatentShape);
    }

    [Fact]
    public void Inputs_and_outputs_pass_through_stage_data()
    {
        var resize = new ResizeOptions { Mode = ResizeMode.FixedShape, FixedShape = (48, 32), FixedArea = "720p", Resolution = "540p", Buckets = [new(0.7, [(1, 2), (3, 4)])] };
        using var inputs = Inputs(5, resize: resize);
        using var data = inputs.ToData();
        using var back = ImageEncodeInputs.FromData(data);
        Same.Bits(inputs.Image, back.Image);
        Assert.Equal((5, 48, 64), (back.Frames, back.TargetHeight, back.TargetWidth));
        Assert.Equal(resize.Buckets[0].Sizes, back.Resize.Buckets[0].Sizes);
        Assert.Equal(resize with { Buckets = back.Resize.Buckets }, back.Resize);

        using var outputs = new ImageEncodeStage(vae, Fp32).Run(back);
        using var outputData = outputs.ToData();
        using var outputBack = ImageEncodeOutputs.FromData(outputData);
        Assert.Equal(["first_frame", "latent", "mask", "y"], outputData.Tensors.Keys);
        Assert.Equal(outputs.Size, outputBack.Size);
        Same.Bits(outputs.Y, outputBack.Y);
    }

    [Fact]
    public void Stage_data_without_a_frame_count_says_so()
    {
        using var inputs = Inputs(5);
        using var data = inputs.ToData();
        data.Metadata["target_video_length"] = "five";
        var error = Assert.Throws<StageInputException>(() => ImageEncodeInputs.FromData(data));
        Assert.Contains("target_video_length", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        vae.Dispose();
        scope.Dispose();
    }

    private static ImageEncodeInputs Inputs(int frames, int height = 48, int width = 64, ResizeOptions? resize = null) => new()
    {
        Image = randint(0, 256, [37, 53, 3], ScalarType.Byte),
        Frames = frames,
        TargetHeight = height,
        TargetWidth = width,
        Resize = resize ?? ResizeOptions.None,
    };

    private static Tensor Video(int frames)
    {
        using var generator = new Generator(11, CPU);
        return rand([1, 3, frames, 24, 32], ScalarType.Float32, generator: generator) * 2 - 1;
    }
}
