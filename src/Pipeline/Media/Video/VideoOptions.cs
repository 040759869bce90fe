namespace Workbench.Pipeline.Media.Video;

/// <summary>How frames become a file.</summary>
public sealed record VideoOptions
{
    /// <summary>Frames per second of the file. Wan2.2-A14B makes 16, MuseTalk 25.</summary>
    public double FramesPerSecond { get; init; } = 16;

    /// <summary>H.264 in MP4 for people, or FFV1 in Matroska, which gives every byte back.</summary>
    public VideoCodecChoice Codec { get; init; } = VideoCodecChoice.H264;

    /// <summary>H.264 quality: 0 (best) to 51. 16 is visually lossless for generated video; 23 is x264's own default.</summary>
    public int ConstantRateFactor { get; init; } = 16;

    /// <summary>Audio or video file whose first audio stream is added (AAC in MP4, FLAC in Matroska), or null.</summary>
    public string? AudioPath { get; init; }

    /// <summary>Who decides the length of a file with audio.</summary>
    public LengthRule Length { get; init; } = LengthRule.Frames;

    /// <summary>Where frames come from when <see cref="LengthRule.Audio"/> asks for more than there are.</summary>
    public FrameLoop Loop { get; init; } = FrameLoop.HoldLast;

    /// <summary>H.264 with 4:2:0 chroma needs even sizes; what to do with an odd one.</summary>
    public OddSize OddSize { get; init; } = OddSize.Pad;
}

/// <summary>What kind of file is written.</summary>
public enum VideoCodecChoice
{
    /// <summary>H.264 High, yuv420p, bt709, MP4 with the index in front.</summary>
    H264,

    /// <summary>FFV1 in RGB (gbrp), Matroska: lossless, for golden frames.</summary>
    LosslessFfv1,
}

/// <summary>Who decides the length of a file with audio.</summary>
public enum LengthRule
{
    /// <summary>As many frames as given. Longer audio is cut, shorter audio is followed by silence.</summary>
    Frames,

    /// <summary>As long as the audio, rounded up to a whole frame. Surplus frames are dropped; missing ones follow <see cref="FrameLoop"/>.</summary>
    Audio,
}

/// <summary>How frames go on when there are too few.</summary>
public enum FrameLoop
{
    /// <summary>The last frame stands still.</summary>
    HoldLast,

    /// <summary>From the first frame again: 0 1 2 0 1 2.</summary>
    Repeat,

    /// <summary>Backwards, then forwards again, without doubling the turning points: 0 1 2 1 0 1.</summary>
    PingPong,
}

/// <summary>What to do with an odd width or height.</summary>
public enum OddSize
{
    /// <summary>Repeat the last column or row: nothing is lost, the picture is one pixel larger.</summary>
    Pad,

    /// <summary>Drop the last column or row.</summary>
    Crop,
}
