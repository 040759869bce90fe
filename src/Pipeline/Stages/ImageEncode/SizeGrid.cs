namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>The grid that video sizes fall on.</summary>
/// <param name="VaeStride">Pixels per latent position (upstream <c>vae_stride[1]</c>, [2]).</param>
/// <param name="Patch">Latent positions per DiT token (upstream <c>patch_size[1]</c>, [2]).</param>
public readonly record struct SizeGrid(int VaeStride, int Patch)
{
    /// <summary>Wan2.1 VAE and WanModel: sizes are multiples of 16 pixels.</summary>
    public static SizeGrid Wan { get; } = new(8, 2);

    /// <summary>The size of so many tokens.</summary>
    public VideoSize OfTokens(int high, int wide) => new(high * Patch, wide * Patch, high * Patch * VaeStride, wide * Patch * VaeStride);

    /// <summary>
    /// The size with the picture's aspect ratio and, per side, at most the area budget: only the product of target height and width counts.
    /// Kept in upstream's order of operations, in float64: a 480x832 picture at 480*832 gives 464x832, because the root comes out just below 480.
    /// Source: run_vae_encoder in LightX2V lightx2v/models/runners/wan/wan_runner.py, the same as Wan2.2 wan/image2video.py.
    /// </summary>
    /// <param name="imageHeight">Picture height in pixels.</param>
    /// <param name="imageWidth">Picture width in pixels.</param>
    /// <param name="area">target_height * target_width.</param>
    /// <exception cref="StageInputException">The budget leaves no room for a single token on one side.</exception>
    public VideoSize ForArea(long imageHeight, long imageWidth, long area)
    {
        var ratio = (double)imageHeight / imageWidth;
        var high = Math.Floor(Math.Floor(Math.Sqrt(area * ratio) / VaeStride) / Patch);
        var wide = Math.Floor(Math.Floor(Math.Sqrt(area / ratio) / VaeStride) / Patch);
        return high >= 1 && wide >= 1
            ? OfTokens((int)high, (int)wide)
            : throw new StageInputException(
                $"image encode: a {imageWidth}x{imageHeight} picture at {area} pixels leaves {high} x {wide} tokens of {VaeStride * Patch} pixels (high x wide). "
                + "Next: enlarge target_height * target_width, or crop the picture to a less extreme shape.");
    }

    /// <summary>The size that a resize mode leads to: its target, cut to whole tokens. Source: read_image_input in LightX2V lightx2v/models/runners/default_runner.py.</summary>
    /// <param name="imageHeight">Picture height in pixels.</param>
    /// <param name="imageWidth">Picture width in pixels.</param>
    /// <param name="resize">A mode other than none.</param>
    /// <exception cref="StageInputException">A setting that the mode needs is missing or unknown.</exception>
    public VideoSize ForResize(long imageHeight, long imageWidth, ResizeOptions resize)
    {
        var (height, width) = ResizeTarget.Of(resize, imageHeight, imageWidth);
        return OfTokens(Math.Max(1, height / VaeStride / Patch), Math.Max(1, width / VaeStride / Patch));
    }
}
