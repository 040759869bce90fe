using Workbench.Pipeline.Stages.ImageEncode;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>How long a stage took.</summary>
public sealed record StageTime(string Stage, double Seconds);

/// <summary>What a run gives; owns its tensors.</summary>
public sealed class GenerateResult : IDisposable
{
    /// <summary>uint8 RGB [F, H, W, 3] on the CPU.</summary>
    public required Tensor Frames { get; init; }

    /// <summary>Clean latents [16, T, h, w] on the device.</summary>
    public required Tensor Latents { get; init; }

    /// <summary>Size of the video.</summary>
    public required VideoSize Size { get; init; }

    /// <summary>Per stage, in order.</summary>
    public required IReadOnlyList<StageTime> Times { get; init; }

    /// <summary>What the user should know, such as a prompt that was cut.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    public void Dispose()
    {
        Frames.Dispose();
        Latents.Dispose();
    }
}
