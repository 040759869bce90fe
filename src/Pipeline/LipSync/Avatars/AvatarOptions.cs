using Workbench.Pipeline.LipSync.Blending;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>How base frames are prepared. A record: its text is part of the cache's key.</summary>
public sealed record AvatarOptions
{
    /// <summary>Side of the face as the VAE sees it, in pixels.</summary>
    public int FaceSize { get; init; } = 256;

    /// <summary>Source pixels added below the chin, as far as the frame goes (MuseTalk 1.5; 0 in 1.0).</summary>
    public int ExtraMargin { get; init; } = 10;

    /// <summary>How generated faces are put back.</summary>
    public BlendOptions Blend { get; init; } = new();

    /// <summary>Frames over which boxes are averaged, odd; 1 leaves them as found (upstream).</summary>
    public int SmoothedFrames { get; init; } = 1;

    /// <summary>Least share of base frames that must show a face. The others pass through unchanged.</summary>
    public double MinimumCoverage { get; init; } = 0.5;
}
