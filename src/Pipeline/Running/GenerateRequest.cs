using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>One image-to-video request. Frames, steps and size are configuration, as in LightX2V.</summary>
public sealed record GenerateRequest
{
    /// <summary>May be empty.</summary>
    public required string Prompt { get; init; }

    /// <summary>Encoded only with guidance.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>uint8 RGB [Hi, Wi, 3]; stays the caller's.</summary>
    public required Tensor Image { get; init; }

    /// <summary>Seeds the noise, which is drawn on the CPU.</summary>
    public long Seed { get; init; } = 42;

    /// <summary>Noise [16, T, h, w] to start from in place of the seeded one; stays the caller's.</summary>
    public Tensor? Noise { get; init; }
}
