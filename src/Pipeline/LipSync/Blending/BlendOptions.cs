namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>How the generated face is put back.</summary>
public sealed record BlendOptions
{
    /// <summary>Which part of the face is replaced.</summary>
    public ParsingMode Mode { get; init; } = ParsingMode.Jaw;

    /// <summary>Columns of the 512-pixel label map left of the middle in which the jaw mask keeps its grown width.</summary>
    public int LeftCheek { get; init; } = 90;

    /// <summary>The same right of the middle.</summary>
    public int RightCheek { get; init; } = 90;

    /// <summary>Side of the parsed square in units of the face's longer side.</summary>
    public double Expand { get; init; } = 1.5;

    /// <summary>Share of the square, from its top, that is never changed.</summary>
    public double UpperBoundary { get; init; } = 0.5;

    /// <summary>Blur kernel in units of the square's side: 0.05 (upstream's offline script), 0.1 (its realtime script and MuseTalk 1.0).</summary>
    public double BlurFactor { get; init; } = 0.05;
}
