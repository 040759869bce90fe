using Workbench.Pipeline.Checkpoints;

namespace Workbench.Pipeline.LipSync.Models.BiSeNet;

/// <summary>Sizes of the face parser. Upstream's widths are fixed; a divisor of all of them makes small test networks.</summary>
/// <param name="Classes">Face parts.</param>
/// <param name="WidthDivisor">1 upstream.</param>
public sealed record BiSeNetConfig(long Classes = 19, long WidthDivisor = 1)
{
    /// <summary>Width of the first layer upstream.</summary>
    private const long StemWidth = 64;

    /// <summary>The sizes a checkpoint was made with.</summary>
    /// <exception cref="CheckpointException">Not a BiSeNet state dict.</exception>
    public static BiSeNetConfig Of(ICheckpoint checkpoint) =>
        checkpoint.Tensors.TryGetValue("cp.resnet.conv1.weight", out var stem) && checkpoint.Tensors.TryGetValue("conv_out.conv_out.weight", out var head)
        && stem.Shape is [> 0, ..] && StemWidth % stem.Shape[0] == 0 && head.Shape is [> 0, ..]
            ? new(head.Shape[0], StemWidth / stem.Shape[0])
            : throw new CheckpointException($"{checkpoint.Path}: not a BiSeNet face parser: cp.resnet.conv1.weight [64, 3, 7, 7] and conv_out.conv_out.weight [19, 256, 1, 1] were expected.");

    internal long Width(long full) => full / WidthDivisor;
}
