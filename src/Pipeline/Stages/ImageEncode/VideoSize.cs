namespace Workbench.Pipeline.Stages.ImageEncode;

/// <summary>Size of a video: latent positions, and the pixels they stand for.</summary>
/// <param name="LatentHeight">h, a multiple of the DiT's patch height.</param>
/// <param name="LatentWidth">w, a multiple of the DiT's patch width.</param>
/// <param name="Height">H in pixels.</param>
/// <param name="Width">W in pixels.</param>
public readonly record struct VideoSize(int LatentHeight, int LatentWidth, int Height, int Width);
