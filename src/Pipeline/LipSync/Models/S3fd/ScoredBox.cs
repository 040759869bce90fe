namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>A face candidate, in pixels of the image.</summary>
/// <param name="Left">x of the left edge.</param>
/// <param name="Top">y of the top edge.</param>
/// <param name="Right">x of the right edge.</param>
/// <param name="Bottom">y of the bottom edge.</param>
/// <param name="Score">Probability of a face.</param>
public readonly record struct ScoredBox(float Left, float Top, float Right, float Bottom, float Score);
