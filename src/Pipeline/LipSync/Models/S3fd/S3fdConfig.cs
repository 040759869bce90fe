using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>Sizes of the face detector. Upstream's widths are fixed; a divisor of all of them makes small test networks.</summary>
/// <param name="WidthDivisor">1 upstream.</param>
public sealed record S3fdConfig(long WidthDivisor = 1)
{
    private const long StemWidth = 64;

    /// <summary>The sizes a checkpoint was made with.</summary>
    /// <exception cref="CheckpointException">Not an S3FD state dict.</exception>
    public static S3fdConfig Of(ICheckpoint checkpoint) =>
        checkpoint.Tensors.TryGetValue("conv1_1.weight", out var stem) && stem.Shape is [> 0, ..] && StemWidth % stem.Shape[0] == 0
            ? new(StemWidth / stem.Shape[0])
            : throw new CheckpointException($"{checkpoint.Path}: not an S3FD face detector: conv1_1.weight [64, 3, 3, 3] was expected.");

    internal long Width(long full) => full / WidthDivisor;
}
