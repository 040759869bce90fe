using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>
/// Stage 11: a picture to the conditioning that the DiT sees in every step. The picture becomes the first frame of a video whose other frames are mid grey,
/// and all of it is encoded. Draws no random numbers. The VAE belongs to the caller and may be shared with <c>VaeDecodeStage</c>.
/// </summary>
public sealed class ImageEncodeStage(WanVae vae, ImageEncodeOptions options)
{
    /// <summary>Told after each chunk: chunks done, chunks in all.</summary>
    public IProgress<(int Done, int Total)>? Progress { get; init; }

    /// <summary>Encodes one picture; the caller owns the result.</summary>
    /// <exception cref="StageInputException">The picture, the frame count or the size cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Asked between chunks.</exception>
    public ImageEncodeOutputs Run(ImageEncodeInputs inputs, Tap tap = default, CancellationToken cancellation = default)
    {
        Check(inputs);
        using var scope = NewDisposeScope();
        var grid = new SizeGrid(vae.Config.SpatialStride, options.Patch);
        var (pixels, size) = FirstFrame.Of(inputs.Image, inputs.TargetHeight * inputs.TargetWidth, inputs.Resize, grid);
        var firstFrame = tap.Pass("first_frame", pixels);                                                         // [3, H, W]
        var picture = firstFrame.unsqueeze(0).unsqueeze(2);                                                       // [1, 3, 1, H, W]
        var latent = Encode(picture, inputs.Frames, tap["vae"], cancellation).squeeze(0);                         // [z, T, h, w]
        latent = tap.Pass("latent", latent);
        var mask = ConditioningMask.FirstFrameGiven(latent.shape[1], size, vae.Config.TemporalStride).to(vae.Device); // [4, T, h, w]
        mask = tap.Pass("mask", mask);
        var y = tap.Pass("y", cat([mask, latent.to(ScalarType.Float32)], 0).to(options.OutputDtype));             // [4+z, T, h, w]
        return new()
        {
            Y = y.DetachFromDisposeScope(),
            Mask = mask.DetachFromDisposeScope(),
            Latent = latent.DetachFromDisposeScope(),
            FirstFrame = firstFrame.DetachFromDisposeScope(),
            Size = size,
        };
    }

    private Tensor Encode(Tensor picture, long frames, Tap tap, CancellationToken cancellation) => options.Tiling is { } tiling
        ? new TiledWanVae(vae, tiling).EncodePicture(picture, frames, tap, Progress, cancellation)
        : vae.EncodePicture(picture, frames, tap, Progress, cancellation);

    private void Check(ImageEncodeInputs inputs)
    {
        var image = inputs.Image;
        if (image.dtype != ScalarType.Byte || image.dim() != 3 || image.shape[2] != 3 || image.numel() == 0)
        {
            throw new StageInputException($"image encode: the picture is {image.dtype}[{string.Join(",", image.shape)}], expected Byte[H,W,3] with H and W at least 1.");
        }

        if (inputs.Resize.Mode == ResizeMode.None && (inputs.TargetHeight < 1 || inputs.TargetWidth < 1))
        {
            throw new StageInputException($"image encode: target_height {inputs.TargetHeight} and target_width {inputs.TargetWidth} must be positive.");
        }

        try
        {
            FrameChunks.LatentFrames(inputs.Frames, vae.Config.TemporalStride);
        }
        catch (ArgumentException e)
        {
            throw new StageInputException($"image encode: {e.Message} Next: set target_video_length.", e);
        }
    }
}
