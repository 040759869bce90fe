namespace Workbench.Pipeline.Hub.Models;

/// <summary>What a stage needs on the device.</summary>
/// <param name="Stage">text encode, image encode, DIT step, VAE decode.</param>
/// <param name="Weights">Bytes of weights that are on the device during it.</param>
/// <param name="Activations">Bytes of its own tensors, estimated.</param>
public sealed record MemoryRow(string Stage, long Weights, long Activations)
{
    public long Total => Weights + Activations;
}
