using Workbench.Pipeline.Models.WanVae;

namespace Workbench.Pipeline.Stages.VaeDecode;

/// <summary>What does not change from request to request.</summary>
public sealed record VaeDecodeOptions
{
    /// <summary>
    /// Keep the floating-point video beside the 8-bit frames. Off saves 900 MB of host memory at 720p, 81 frames, fp32, where only the MP4 is wanted.
    /// </summary>
    public bool KeepVideo { get; init; } = true;

    /// <summary>
    /// Decode tile by tile (<c>use_tiling_vae</c>); null decodes whole frames. Tiles run one after the other through all frames,
    /// so that the first frame is there only when the last tile is done.
    /// </summary>
    public VaeTiling? Tiling { get; init; }
}
