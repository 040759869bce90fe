using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Media.Video;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync;

/// <summary>A talking video to make: base frames, speech, and where it goes.</summary>
public sealed record LipSyncJob
{
    /// <summary>Base frames of one size.</summary>
    public required IFrameSource Frames { get; init; }

    /// <summary>Audio, or video with an audio track; it also goes into the result.</summary>
    public required string AudioPath { get; init; }

    /// <summary>MP4 to write.</summary>
    public required string Output { get; init; }

    /// <summary>Folder laid out as MuseTalk's <c>models/</c>; null for the tiny random one.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>Which weights.</summary>
    public LipSyncVersion Version { get; init; }

    /// <summary>Settings; start from <see cref="LipSyncOptions.Of"/>.</summary>
    public required LipSyncOptions Options { get; init; }

    /// <summary>Face boxes: one per frame (an empty one for no face), one for all, or null to find them.</summary>
    public IReadOnlyList<FaceBox>? Boxes { get; init; }

    /// <summary>File that keeps the prepared frames for the next speech.</summary>
    public string? CacheFile { get; init; }

    /// <summary>File that receives the input of stage 20 (docs/stage-files.md), or null. All frames and all of the speech go into it.</summary>
    public string? StageFile { get; init; }

    /// <summary>Where the networks stand.</summary>
    public required Device Device { get; init; }

    /// <summary>Dtype of Whisper, VAE and UNet; null: fp32 on the CPU, fp16 (as upstream) on a GPU.</summary>
    public ScalarType? Dtype { get; init; }

    /// <summary>Codec and quality; rate and audio are set from the job.</summary>
    public VideoOptions Video { get; init; } = new();
}
