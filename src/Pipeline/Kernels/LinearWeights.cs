using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Kernels;

/// <summary>Chooses the flavour of a linear weight from how the checkpoint stores it, tensor by tensor.</summary>
internal static class LinearWeights
{
    public static ILinearWeight From(
        CheckpointParameters parameters, ICheckpoint checkpoint, string name, long inputs, long outputs, ScalarType dtype, Device device)
    {
        var stored = parameters.Find(name + ".weight", [outputs, inputs]);
        return stored.Type.TorchType() switch
        {
            null => throw new CheckpointException($"{checkpoint.Path}: {name}.weight is stored as {stored.Type}, which this version cannot multiply."),
            _ => new DenseWeight(parameters.Take(name + ".weight", [outputs, inputs], dtype)),
        };
    }
}
