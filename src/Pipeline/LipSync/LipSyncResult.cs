namespace Workbench.Pipeline.LipSync;

/// <summary>What a <see cref="LipSyncJob"/> made.</summary>
public sealed record LipSyncResult
{
    /// <summary>The MP4, as a full path.</summary>
    public required string Path { get; init; }

    /// <summary>Frames in it.</summary>
    public required long Frames { get; init; }

    /// <summary>Pixels per row.</summary>
    public required int Width { get; init; }

    /// <summary>Rows.</summary>
    public required int Height { get; init; }

    /// <summary>Frames per second.</summary>
    public required double FramesPerSecond { get; init; }

    /// <summary>Whether the prepared frames came from the cache.</summary>
    public required bool FromCache { get; init; }

    /// <summary>Base frames in which no face was found; they pass through unchanged.</summary>
    public required IReadOnlyList<int> WithoutFace { get; init; }

    /// <summary>Seconds per stage, in order.</summary>
    public required IReadOnlyList<(string Stage, double Seconds)> Times { get; init; }

    /// <summary>Share of the talking time in which the networks stood still, 0..1; the muxer not counted.</summary>
    public required double OutsideNetworks { get; init; }
}
