namespace Workbench.Pipeline.Measuring;

/// <summary>A size to measure at.</summary>
/// <param name="Name">As given on the command line.</param>
/// <param name="Frames">Pixel frames, 4n+1.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Width">Pixels.</param>
public sealed record BenchPreset(string Name, int Frames, int Height, int Width)
{
    /// <summary>Known presets.</summary>
    public static IReadOnlyList<BenchPreset> All { get; } = [new("480p81", 81, 480, 832), new("720p81", 81, 720, 1280), new("tiny", 9, 48, 64)];

    /// <summary>Latent frames.</summary>
    public long LatentFrames => ((Frames - 1) / 4) + 1;

    /// <summary>Latent rows.</summary>
    public long LatentHeight => Height / 8;

    /// <summary>Latent columns.</summary>
    public long LatentWidth => Width / 8;

    /// <summary>DiT tokens.</summary>
    public long Tokens => LatentFrames * (LatentHeight / 2) * (LatentWidth / 2);
}
