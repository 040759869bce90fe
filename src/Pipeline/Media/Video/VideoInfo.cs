namespace Workbench.Pipeline.Media.Video;

/// <summary>What ffprobe says about a file.</summary>
public sealed record VideoInfo
{
    /// <summary>Container names, such as <c>mov,mp4,m4a,3gp,3g2,mj2</c>.</summary>
    public required string Container { get; init; }

    /// <summary>Length of the longest stream.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Codec of the first video stream, or null without one.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Pixel format, such as <c>yuv420p</c>.</summary>
    public string? PixelFormat { get; init; }

    /// <summary>Pixels per row as shown, after the rotation that the file asks for.</summary>
    public int Width { get; init; }

    /// <summary>Rows as shown.</summary>
    public int Height { get; init; }

    /// <summary>Average frames per second.</summary>
    public double FramesPerSecond { get; init; }

    /// <summary>Video packets counted, which is frames for every codec in use here.</summary>
    public int Frames { get; init; }

    /// <summary>Colour matrix, primaries, transfer and range as tagged; null where the file does not say.</summary>
    public string? ColourMatrix { get; init; }

    /// <inheritdoc cref="ColourMatrix"/>
    public string? ColourPrimaries { get; init; }

    /// <inheritdoc cref="ColourMatrix"/>
    public string? ColourTransfer { get; init; }

    /// <inheritdoc cref="ColourMatrix"/>
    public string? ColourRange { get; init; }

    /// <summary>Codec of the first audio stream, or null without one.</summary>
    public string? AudioCodec { get; init; }

    /// <summary>Samples per second.</summary>
    public int AudioSampleRate { get; init; }

    /// <summary>Audio channels.</summary>
    public int AudioChannels { get; init; }

    /// <summary>Length of the audio stream, or null without one.</summary>
    public TimeSpan? AudioDuration { get; init; }
}
